/** Layers that hold their own parameters, for the tape face: a class, its tensors with requiresGrad, and modules within it. */
import { SlopeError, showShape } from "../core/errors.ts";
import { sameShape } from "../core/shape.ts";
import { isTensor, type Tensor } from "../core/tensor.ts";
import { assign, zeroGrad } from "../transforms/backward.ts";

/** Parameters or values by their path: `layers.0.weight`. */
export type State = Readonly<Record<string, Tensor>>;

/**
 * The base of a layer: `class Net extends nn.Module { fc = new nn.Linear(key, 4, 2); forward(x: Tensor) { ... } }`. Its
 * parameters are the fields made with `tensor(values, { requiresGrad: true })`, its own and those of modules in its fields.
 * Source: Paszke et al. 2019 (PyTorch)
 */
export abstract class Module {
  /** Whether dropout drops and batch statistics are gathered. */
  training = true;

  abstract forward(...inputs: never[]): unknown;

  /** All parameters, in the order of the fields. */
  parameters(): Tensor[] {
    return Object.values(this.namedParameters());
  }

  namedParameters(): Record<string, Tensor> {
    const found: Record<string, Tensor> = {};
    visit(this, "", (path, leaf) => {
      if (leaf.requiresGrad) found[path] = leaf;
    });
    return found;
  }

  zeroGrad(): void {
    zeroGrad(this.parameters());
  }

  /** Sets `training` here and in every module within; `eval()` is `train(false)`. */
  train(training = true): this {
    this.training = training;
    for (const child of children(this)) child.train(training);
    return this;
  }

  eval(): this {
    return this.train(false);
  }

  /** The values of parameters and other tensors by path, cut off the tape. */
  stateDict(): Record<string, Tensor> {
    const found: Record<string, Tensor> = {};
    visit(this, "", (path, leaf) => (found[path] = leaf.detach()));
    return found;
  }

  /**
   * Takes values over from a `stateDict()`.
   * @throws SlopeError where a name or a shape does not fit; nothing is changed then
   */
  loadStateDict(state: State): void {
    const found: { path: string; leaf: Tensor; put: (value: Tensor) => void }[] = [];
    visit(this, "", (path, leaf, put) => found.push({ path, leaf, put }));
    const missing = found.find(({ path }) => !(path in state));
    const unknown = Object.keys(state).find((path) => !found.some((each) => each.path === path));
    if (missing !== undefined) throw new SlopeError(`loadStateDict: "${missing.path}" is missing.`);
    if (unknown !== undefined) throw new SlopeError(`loadStateDict: there is no "${unknown}" here.`);
    const misfit = found.find(({ path, leaf }) => !sameShape(leaf.shape, state[path].shape));
    if (misfit !== undefined)
      throw new SlopeError(
        `loadStateDict: "${misfit.path}" is ${showShape(misfit.leaf.shape)} here and ${showShape(state[misfit.path].shape)} there.`,
      );
    for (const { path, leaf, put } of found) {
      if (leaf.requiresGrad) assign(leaf, state[path]);
      else put(state[path]);
    }
  }

  /**
   * The same module with other tensors in place of its own, for the functional face:
   * `grad((p) => model.withState(p).forward(x).sum())(model.stateDict())`.
   */
  withState(state: State): this {
    return replaced(this, "", state) as this;
  }
}

type Put = (value: Tensor) => void;

/** Tensors of a module and of those within it; lists and plain objects of modules too. */
function visit(node: object, path: string, see: (path: string, leaf: Tensor, put: Put) => void): void {
  for (const [name, value] of Object.entries(node)) {
    const inner = path === "" ? name : `${path}.${name}`;
    if (isTensor(value)) see(inner, value, (next) => Object.assign(node, { [name]: next }));
    else if (isHolder(value)) visit(value, inner, see);
  }
}

function isHolder(value: unknown): value is object {
  if (value instanceof Module || Array.isArray(value)) return true;
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function children(node: object): Module[] {
  return Object.values(node).flatMap((value: unknown) =>
    value instanceof Module ? [value] : isHolder(value) ? children(value) : [],
  );
}

function replaced(node: object, path: string, state: State): object {
  // Safe: an array or an object with the prototype of the original, whose fields are filled in below.
  const copy = (Array.isArray(node) ? [] : Object.create(Object.getPrototypeOf(node) as object)) as Record<
    string,
    unknown
  >;
  for (const [name, value] of Object.entries(node)) {
    const inner = path === "" ? name : `${path}.${name}`;
    if (isTensor(value)) copy[name] = state[inner] ?? value;
    else copy[name] = isHolder(value) ? replaced(value, inner, state) : value;
  }
  return copy;
}
