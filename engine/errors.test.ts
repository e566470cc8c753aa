/** What a learner reads when something is wrong, word for word: what was asked, what was found, what to do. */
import { describe, expect, it } from "vitest";
import {
  grad,
  jacrev,
  jit,
  jvp,
  lax,
  nn,
  np,
  optim,
  random,
  tensor,
  tree,
  vjp,
  vmap,
  type Tensor,
} from "./index.ts";

const x23 = () => np.ones([2, 3]);
let kept: Tensor | null = null;
const keep = (x: Tensor) => {
  kept = x;
  return x.sum();
};

/** [what the learner does, the error's name, its message] */
const mistakes: readonly [string, () => unknown, string, string][] = [
  [
    "gives a number as a shape, as NumPy allows",
    // @ts-expect-error -- the editor says it too
    () => np.zeros(3),
    "ShapeError",
    "zeros: a shape is a list of sizes such as [3, 4]; found 3.",
  ],
  [
    "gives half a size",
    () => np.ones([2, 1.5]),
    "ShapeError",
    "ones: a shape is a list of sizes such as [3, 4]; found [2,1.5].",
  ],
  [
    "names the shape of a draw",
    // @ts-expect-error -- the editor says it too
    () => random.categorical(random.key(0), np.zeros([3]), { shape: [5] }),
    "ShapeError",
    'random.categorical: a shape is a list of sizes such as [3, 4]; found {"shape":[5]}.',
  ],
  [
    "adds shapes that do not fit",
    () => x23().add(np.ones([2, 4])),
    "ShapeError",
    "add: shapes [2, 3] and [2, 4] do not broadcast.\n  2  3\n  2  4\n     ^\nSizes along an axis must agree or be 1.",
  ],
  [
    "multiplies matrices the wrong way round",
    () => np.ones([32, 784]).matmul(np.ones([512, 784])),
    "ShapeError",
    "matmul: inner sizes differ: [32, 784] x [512, 784]; 784 is not 512. Did you mean w.transpose()?",
  ],
  [
    "names an axis that is not there",
    () => x23().sum(2),
    "AxisError",
    "sum: axis 2 is out of range for 2 axes; use -2 to 1.",
  ],
  [
    "reshapes to another size",
    () => x23().reshape(4, 2),
    "ShapeError",
    "reshape: [2, 3] holds 6 elements, [4, 2] holds 8.",
  ],
  [
    "takes a row that is not there",
    () => x23().take([0, 5]),
    "IndexError",
    "take: index 5 is out of range for axis 0 of size 2; use -2 to 1.",
  ],
  [
    "takes such a row under vmap",
    () => vmap((x: Tensor, i: Tensor) => x.take(i))(np.ones([2, 3]), tensor([0, 3], { dtype: "int32" })),
    "IndexError",
    "take: index 3 is out of range for axis 0 of size 3; use -3 to 2.",
  ],
  [
    "uses an operator on a tensor",
    () => (x23() as unknown as number) + 1,
    "SlopeError",
    "An operator (+, -, *, >, ...) on a tensor [2, 3]; use its methods: x.add(1), x.mul(y), x.gt(0).",
  ],
  [
    "writes a tensor into a template string",
    () => `x is ${x23() as unknown as string}`,
    "SlopeError",
    "A tensor [2, 3] in a template string; write x.toString(), or x.tolist().",
  ],
  [
    "uses an operator on a scalar whose gradient is wanted",
    () => grad((x: Tensor) => x.mul((x as unknown as number) * 2))(tensor(3)),
    "TracerError",
    "An operator (+, *, >, ...) on a number whose derivative grad follows would lose it; write x.add(1), x.mul(y), or x.item() > 0 where only the number matters.",
  ],
  [
    "asks for a number under jit",
    () => jit((x: Tensor) => (x.item() > 0 ? x : x.neg()))(tensor(1)),
    "TracerError",
    "item() of a float32 [] is not known while jit traces the function: it stands for every value at once.\nUse np.where(condition, a, b) in place of if, and keep numbers as tensors; or pass what decides as a static argument.",
  ],
  [
    "asks for the elements under vmap",
    () => vmap((x: Tensor) => tensor(x.tolist() as number[]))(x23()),
    "TracerError",
    "tolist() of a float32 [3] is not known while vmap traces the function: it stands for every value at once.\nUse np.where(condition, a, b) in place of if, and keep numbers as tensors; or pass what decides as a static argument.",
  ],
  [
    "keeps a traced value for later",
    () => {
      grad(keep)(tensor([1, 2]));
      return kept!.sum();
    },
    "TracerError",
    "A float32 [2] made inside grad was used after it had ended.\nReturn it from the function rather than storing it outside.",
  ],
  [
    "differentiates an async function",
    () => grad(((x: Tensor) => Promise.resolve(x.sum())) as never)(tensor([1])),
    "TracerError",
    "grad: the function is async. A transform ends when the function returns; await data outside it and pass it in.",
  ],
  [
    "differentiates what is no scalar",
    () => grad((x: Tensor) => x.mul(2))(tensor([1, 2])),
    "GradientError",
    "grad: the function returned [2]; a gradient needs a scalar. Sum or average it, map over it with vmap, or use vjp or jacrev.",
  ],
  [
    "forgets to return",
    () => grad((() => undefined) as never)(tensor([1, 2])),
    "GradientError",
    "grad: the function returned nothing (is a `return` missing?); it must return a scalar tensor.",
  ],
  [
    "differentiates by whole numbers",
    () => grad((p: { n: Tensor }) => p.n.sum())({ n: tensor([1], { dtype: "int32" }) }),
    "GradientError",
    'grad: n is int32; a derivative needs floating numbers. Convert it with astype("float32").',
  ],
  [
    "starts backward where nothing was recorded",
    () => tensor(1).backward(),
    "GradientError",
    "backward: nothing was recorded: no tensor with requiresGrad leads here. Make the parameters with tensor(values, { requiresGrad: true }).",
  ],
  [
    "starts backward from several numbers",
    () => tensor([1, 2], { requiresGrad: true }).mul(2).backward(),
    "GradientError",
    "backward: from [2]; start from a scalar: sum or average it first, or pass { gradient }.",
  ],
  [
    "gives vmap batches of different sizes",
    () => vmap((a: Tensor, b: Tensor) => a.add(b))(np.ones([2, 3]), np.ones([4, 3])),
    "ShapeError",
    "vmap: batch sizes differ: argument 1 [4, 3] has 4 along axis 0, an earlier one has 2. Use null in `in` for what all examples share.",
  ],
  [
    "gives jvp a tangent of another shape",
    () => jvp((x: Tensor) => x.sum(), [x23()], [np.ones([3])]),
    "ShapeError",
    "jvp: a tangent has the shape of its primal: [2, 3], found [3].",
  ],
  [
    "gives vjp a cotangent of another shape",
    () => vjp((x: Tensor) => x.mul(2), x23())[1](np.ones([3])),
    "ShapeError",
    "vjp: the cotangent has the shape of the result: [2, 3], found [3].",
  ],
  [
    "gives jacrev a tree",
    () => jacrev((x: Tensor) => x)([1] as unknown as Tensor),
    "GradientError",
    "jacrev: the first argument must be one tensor, found an array; take a tree apart first, or use grad.",
  ],
  [
    "mixes rows of different lengths",
    () => tensor([[1, 2], [3]]),
    "ShapeError",
    "tensor: rows differ: axis 1 has 2 entries in its first list and 1 in another.",
  ],
  [
    "lists tensors as if they were numbers",
    () => tensor([tensor(1), tensor(2)]),
    "ShapeError",
    "tensor: found a tensor among the numbers; join tensors with np.stack([x, y]).",
  ],
  [
    "asks for an unknown dtype",
    () => x23().astype("float16" as "float32"),
    "DTypeError",
    'astype: there is no dtype "float16"; use float32, float64, int32, uint32, bool.',
  ],
  [
    "asks one number of many",
    () => x23().item(),
    "ShapeError",
    "item: needs one element, found [2, 3]. Use tolist(), or reduce first.",
  ],
  [
    "passes a seed where a key is wanted",
    () => random.normal(tensor(1)),
    "SlopeError",
    "random.normal: the first argument is a key, made by random.key(seed) or random.split(key); found float32 [].",
  ],
  [
    "passes the keys of a split as they come",
    // @ts-expect-error: an array of keys is no key
    () => vmap((key) => random.normal(key, []))(random.split(random.key(0), 3)),
    "SlopeError",
    "random.normal: the first argument is a key, made by random.key(seed) or random.split(key); found an array; for a batch of keys stack them: np.stack(keys).",
  ],
  [
    "gives labels of another shape than the logits want",
    () => nn.crossEntropy(np.ones([4, 10]), np.zeros([3], "int32")),
    "ShapeError",
    "crossEntropy: logits [4, 10] want labels [4], found [3].",
  ],
  [
    "maps trees that differ",
    () => tree.map((a) => a, { a: tensor(1) }, { a: tensor(1), b: tensor(2) }),
    "SlopeError",
    "tree.map: the trees differ: one has 1 leaves, another 2.",
  ],
  [
    "updates with gradients of something else",
    () => {
      const opt = optim.adam(0.1);
      const params: unknown = { w: tensor([1]) };
      return opt.update({ w: tensor([1]), b: tensor([1]) }, opt.init(params), params);
    },
    "SlopeError",
    "tree.map: the trees differ: one has 1 leaves, another 2.",
  ],
  [
    "compares a traced number under jit",
    () => jit((x: Tensor) => ((x as unknown as number) > 0 ? x : x.neg()))(tensor(1)),
    "TracerError",
    "its number of a float32 [] is not known while jit traces the function: it stands for every value at once.\nUse np.where(condition, a, b) in place of if, and keep numbers as tensors; or pass what decides as a static argument.",
  ],
  [
    "takes Number() of a traced value under vmap",
    () => vmap((x: Tensor) => x.mul(Number(x)))(tensor([1, 2])),
    "TracerError",
    "its number of a float32 [] is not known while vmap traces the function: it stands for every value at once.\nUse np.where(condition, a, b) in place of if, and keep numbers as tensors; or pass what decides as a static argument.",
  ],
  [
    "loops over a tensor under jit",
    () => jit((x: Tensor) => [...(x as unknown as Tensor[])].length)(tensor([1, 2])),
    "TracerError",
    "A loop over a tensor under jit would be unrolled without a word; loop over x.shape[0] with x.take(i) if that is meant.",
  ],
  [
    "leaves a traced value in an outside list",
    () => {
      const seen: Tensor[] = [];
      jit((x: Tensor) => {
        seen.push(x.mul(2));
        return x;
      })(tensor([1, 2]));
      return seen[0].sum();
    },
    "TracerError",
    "A float32 [2] made inside jit was used after it had ended.\nReturn it from the function rather than storing it outside.",
  ],
  [
    "compiles an async function",
    () => jit(((x: Tensor) => Promise.resolve(x)) as never)(tensor([1])),
    "TracerError",
    "jit: the function is async. A transform ends when the function returns; await data outside it and pass it in.",
  ],
  [
    "asks for a number in the step of a scan",
    () => lax.scan((c: Tensor, x: Tensor) => [c.add(x.item()), null], tensor(0), tensor([1, 2])),
    "TracerError",
    "item() of a float32 [] is not known while scan traces the function: it stands for every value at once.\nUse np.where(condition, a, b) in place of if, and keep numbers as tensors; or pass what decides as a static argument.",
  ],
  [
    "lets the carry of a scan grow",
    () => lax.scan((c: Tensor, x: Tensor) => [np.concatenate([c, x]), null], np.zeros([1]), np.ones([3, 1])),
    "ShapeError",
    "scan: the carry changes from [1] to [2]; it must keep its shape.",
  ],
  [
    "lets the carry of a scan change its dtype",
    () => lax.scan((c: Tensor, x: Tensor) => [c.add(x), null], np.zeros([], "int32"), np.ones([3])),
    "DTypeError",
    'scan: the carry changes from int32 to float32; start from float32 or convert with astype("int32").',
  ],
  [
    "scans over axes of different lengths",
    () =>
      lax.scan((c: Tensor, xs: Tensor[]) => [c.add(xs[0]), null], tensor(0), [np.ones([3]), np.ones([2])]),
    "ShapeError",
    "scan: first axes differ: [2] has 2, another 3.",
  ],
  [
    "scans over nothing without saying how often",
    () => lax.scan((c: Tensor) => [c, null], tensor(0), null),
    "SlopeError",
    "scan: nothing to scan over; say how many steps: { length: 10 }.",
  ],
  [
    "returns different shapes from two branches",
    () =>
      lax.cond(
        true,
        (x: Tensor) => x,
        (x: Tensor) => x.sum(),
        np.ones([2]),
      ),
    "ShapeError",
    "cond: the branches return [] and [2]; they must agree.",
  ],
  [
    "branches on many truth values",
    () =>
      lax.cond(
        np.ones([2]).gt(0),
        (x: Tensor) => x,
        (x: Tensor) => x,
        tensor(1),
      ),
    "ShapeError",
    "cond: one number decides, found [2]; to decide for each example use vmap or np.where.",
  ],
  [
    "loops while a number",
    () =>
      lax.whileLoop(
        (x: Tensor) => x,
        (x) => x.sub(1),
        tensor(3),
      ),
    "DTypeError",
    "whileLoop: the condition must be bool, found float32; compare: x.gt(0).",
  ],
  [
    "steps before going back",
    () => {
      optim.inPlace(optim.sgd(0.1), [tensor([1], { requiresGrad: true })]).step();
    },
    "GradientError",
    "step: no parameter has a gradient; call loss.backward() first.",
  ],
  [
    "optimizes what records nothing",
    () => optim.inPlace(optim.sgd(0.1), [tensor([1])]),
    "SlopeError",
    "optim.inPlace: a parameter records nothing; make it with tensor(values, { requiresGrad: true }).",
  ],
];

describe("a learner who", () => {
  for (const [name, act, kind, message] of mistakes) {
    it(`${name} reads why and what to do`, () => {
      let found: unknown = null;
      try {
        act();
      } catch (error) {
        found = error;
      }
      expect(found).toBeInstanceOf(Error);
      expect({ kind: (found as Error).name, message: (found as Error).message }).toEqual({ kind, message });
    });
  }
});
