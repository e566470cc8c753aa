/** The steps of a schedule as instructions: calls of nests, products, and real loops and branches around the steps inside. */
import type { DType } from "../core/dtype.ts";
import type { KernelName } from "../core/lowering.ts";
import { sizeOf } from "../core/shape.ts";
import { isMany } from "../core/primitive.ts";
import { wrap } from "../core/tensor.ts";
import { ModuleBuilder, type Body, type FunctionIndex, type Local } from "../wasm/assembler.ts";
import type { Address } from "../wasm/heap.ts";
import { kernelParams } from "../wasm/kernels.ts";
import type { Machine } from "../wasm/machine.ts";
import { bare, type Schedule, type Step } from "./fuse.ts";
import type { PlainFunction } from "../loops/lanes.ts";
import { addNest, type Surroundings } from "../loops/nest.ts";
import { blocksOf, bytesOf, heldPlan, roundUp, statesOf, type HeldPlan, type MemoryPlan } from "./plan.ts";
import { copy, placeAt, push, States, type Place } from "./places.ts";
import { emitProduct } from "./product.ts";
import type { Operation, OperationOf, Value } from "./values.ts";

/** Finds the places of values in the steps that are written now. */
interface Scope {
  readonly schedule: Schedule;
  place(value: Value): Place;
  /** Where the block of a loop or branch starts. */
  block(operation: Operation): Address;
}

interface Reserved {
  /** Where products pack their panels. */
  readonly scratch: Address;
  /** TABLE bytes. */
  readonly table: Address;
}

export class Emitter {
  readonly module = new ModuleBuilder();
  readonly imports: Record<string, WebAssembly.ImportValue>;
  readonly #machine: Machine;
  readonly #gemm: Partial<Record<"f32" | "f64", FunctionIndex>> = {};
  readonly #callees = {
    i32: new Map<PlainFunction, FunctionIndex>(),
    f64: new Map<PlainFunction, FunctionIndex>(),
  };
  readonly #nests = new Map<string, FunctionIndex>();
  readonly #kernels = new Map<KernelName, FunctionIndex>();
  #plain: FunctionIndex | null = null;
  readonly #plains: ((table: Int32Array) => void)[] = [];
  /** Places of what programs inside hold. */
  #constant: (value: Value) => Place = () => placeAt(0);
  /** Where a plain kernel finds the addresses of its operands and results. */
  readonly #table: Address;
  readonly #scratch: Address;

  constructor(machine: Machine, schedule: Schedule, { scratch, table }: Reserved) {
    this.#machine = machine;
    this.#scratch = scratch;
    this.#table = table;
    this.imports = { m: machine.heap.memory };
    const all = [...everyStep(schedule)];
    this.#importAll(all);
    const around: Surroundings = {
      module: this.module,
      fused: machine.fused,
      callee: (f, returns) => this.#callees[returns].get(f)!,
    };
    for (const step of all) {
      if (step.kind === "nest" && !this.#nests.has(step.nest.key))
        this.#nests.set(step.nest.key, addNest(around, step.nest.nest));
    }
  }

  /** Its parameters are the addresses of values whose places differ from call to call. */
  main(schedule: Schedule, block: Address, plan: MemoryPlan, moving: readonly Value[]): void {
    this.#constant = (value) => placeAt(block + plan.offsets.get(value)!);
    const params = new Array<"i32">(moving.length).fill("i32");
    const locals = new Map(moving.map((value, i) => [value, i]));
    const main = this.module.function(params, (f) => {
      this.#steps(f, {
        schedule,
        place: (value) => {
          const local = locals.get(value);
          return local === undefined ? placeAt(block + plan.offsets.get(value)!) : { local, bytes: 0 };
        },
        block: (operation) => block + plan.blocks.get(operation)!,
      });
    });
    this.module.export("main", main);
  }

  /** Imports stand in front of functions. */
  #importAll(steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.kind === "matmul") {
        const type = typeOf(step.target.form.dtype);
        if (this.#gemm[type] !== undefined) continue;
        this.imports[type] = this.#machine.gemm[type];
        this.#gemm[type] = this.module.import(type, {
          params: new Array<"i32">(12).fill("i32"),
          results: [],
        });
      } else if (step.kind === "operation" && step.operation.kind === "plain" && this.#plain === null) {
        this.imports["plain"] = (index: number) => this.#runPlain(index);
        this.#plain = this.module.import("plain", { params: ["i32"], results: [] });
      }
      if (step.kind === "operation" && step.operation.kind === "plain" && step.operation.kernel !== null) {
        const { name } = step.operation.kernel;
        if (this.#kernels.has(name)) continue;
        this.imports[name] = this.#machine.kernels[name];
        const params = new Array<"i32">(kernelParams[name]).fill("i32");
        this.#kernels.set(name, this.module.import(name, { params, results: ["i32"] }));
      } else if (step.kind === "nest") {
        for (const [f, returns] of step.nest.calls) {
          const callees = this.#callees[returns];
          if (callees.has(f)) continue;
          const name = `${returns} ${callees.size}`;
          this.imports[name] = f;
          callees.set(f, this.module.import(name, { params: ["f64", "f64", "f64"], results: [returns] }));
        }
      }
    }
  }

  #steps(f: Body, scope: Scope): void {
    for (const step of scope.schedule.steps) {
      switch (step.kind) {
        case "nest":
          for (const buffer of step.nest.buffers) push(f, scope.place(buffer));
          f.call(this.#nests.get(step.nest.key)!);
          break;
        case "clear":
          push(f, scope.place(step.target));
          f.i32(0).i32(bytesOf(step.target)).memoryFill();
          break;
        case "matmul":
          emitProduct(f, step.target, scope.schedule.stored, {
            gemm: this.#gemm[typeOf(step.target.form.dtype)]!,
            scratch: this.#scratch,
            pushAddress: (value) => push(f, scope.place(value)),
          });
          break;
        case "operation":
          this.#operation(f, step.operation, step.targets, scope);
      }
    }
  }

  #operation(f: Body, operation: Operation, targets: readonly (Value | null)[], scope: Scope): void {
    switch (operation.kind) {
      case "plain":
        this.#emitPlain(f, operation, targets, scope);
        return;
      case "scan":
        this.#scan(f, operation, targets, scope);
        return;
      case "branch":
        this.#branch(f, operation, targets, scope);
        return;
      case "while":
        this.#while(f, operation, targets, scope);
    }
  }

  #scan(f: Body, operation: OperationOf<"scan">, targets: readonly (Value | null)[], scope: Scope): void {
    const { body, captured, carry, length, reverse, inputs } = operation;
    const held = heldPlan(body);
    const states = new States(f, scope.block(operation) + roundUp(held.plan.bytes), statesOf(operation));
    states.start(inputs.slice(captured, captured + carry).map((x) => scope.place(bare(x))));
    /** Pointers to the rows of this step. */
    const rows: { readonly local: Local; readonly bytes: number }[] = [];
    const row = (place: Place, bytes: number): Place => {
      const local = f.local("i32");
      push(f, place);
      if (reverse) f.i32(bytes * (length - 1)).op("i32.add");
      f.set(local);
      rows.push({ local, bytes });
      return { local, bytes: 0 };
    };
    const sources = new Map<Value, Place>();
    body.sources.forEach((source, i) => {
      if (i < captured) sources.set(source, scope.place(bare(inputs[i])));
      else if (i < captured + carry) sources.set(source, states.now(i - captured));
      else sources.set(source, row(scope.place(bare(inputs[i])), bytesOf(source)));
    });
    const outputs = held.schedule.outputs.map((value, i): Place | null => {
      if (i < carry) return states.next(i);
      const target = targets[i];
      return target === null ? null : row(scope.place(target), bytesOf(value));
    });
    if (length > 0) {
      const left = f.local("i32");
      f.i32(length).set(left);
      f.loop(() => {
        this.#held(f, held, scope.block(operation), sources, outputs);
        states.swap();
        for (const { local, bytes } of rows) f.bump(local, reverse ? -bytes : bytes);
        f.get(left).i32(1).op("i32.sub").tee(left);
      });
    }
    states.finish(targets.slice(0, carry).map((target) => (target === null ? null : scope.place(target))));
  }

  #while(f: Body, operation: OperationOf<"while">, targets: readonly (Value | null)[], scope: Scope): void {
    const { condition, body, conditionCaptured, bodyCaptured, inputs } = operation;
    const start = scope.block(operation);
    const [asked, held] = [heldPlan(condition), heldPlan(body)];
    const beyond = start + roundUp(asked.plan.bytes);
    const states = new States(f, beyond + roundUp(held.plan.bytes), statesOf(operation));
    const first = conditionCaptured + bodyCaptured;
    states.start(inputs.slice(first).map((x) => scope.place(bare(x))));
    const places = (from: number, count: number, sources: readonly Value[]) =>
      new Map(
        sources.map((source, i): [Value, Place] =>
          i < count ? [source, scope.place(bare(inputs[from + i]))] : [source, states.now(i - count)],
        ),
      );
    const carry = body.outputs.length;
    const holds = states.now(carry);
    const ask = () => {
      this.#held(f, asked, start, places(0, conditionCaptured, condition.sources), [holds]);
      push(f, holds);
      f.memory("i32.load8_u");
    };
    const step = places(conditionCaptured, bodyCaptured, body.sources);
    const next = body.outputs.map((_, i) => states.next(i));
    ask();
    f.if(() => {
      f.loop(() => {
        this.#held(f, held, beyond, step, next);
        states.swap();
        ask();
      });
    });
    states.finish(targets.map((target) => (target === null ? null : scope.place(target))));
  }

  #branch(f: Body, operation: OperationOf<"branch">, targets: readonly (Value | null)[], scope: Scope): void {
    const { branches, inputs } = operation;
    const [index, ...operands] = inputs.map((x) => scope.place(bare(x)));
    const chosen = f.local("i32");
    push(f, index);
    f.memory("i32.load").set(chosen);
    const outputs = targets.map((target) => (target === null ? null : scope.place(target)));
    let start = scope.block(operation);
    // An index out of range means the nearest branch.
    const from = (at: number): void => {
      const held = heldPlan(branches[at]);
      const here = start;
      start += roundUp(held.plan.bytes);
      const sources = new Map(branches[at].sources.map((source, i) => [source as Value, operands[i]]));
      const run = () => this.#held(f, held, here, sources, outputs);
      if (at === branches.length - 1) {
        run();
        return;
      }
      f.get(chosen)
        .i32(at)
        .op("i32.gt_s")
        .op("i32.eqz")
        .if(run, () => from(at + 1));
    };
    from(0);
  }

  /** One run of a program inside, its outputs where they are wanted. */
  #held(
    f: Body,
    { schedule, plan, direct }: HeldPlan,
    start: Address,
    sources: ReadonlyMap<Value, Place>,
    outputs: readonly (Place | null)[],
  ): void {
    const place = (value: Value): Place => {
      const at = direct.get(value);
      const wanted = at === undefined ? null : outputs[at];
      if (wanted !== null) return wanted;
      if (value.kind !== "source") return placeAt(start + plan.offsets.get(value)!);
      return sources.get(value) ?? this.#constant(value);
    };
    this.#steps(f, { schedule, place, block: (operation) => start + plan.blocks.get(operation)! });
    schedule.outputs.forEach((value, i) => {
      const to = outputs[i];
      if (to !== null && direct.get(value) !== i) copy(f, place(value), to, bytesOf(value));
    });
  }

  #emitPlain(
    f: Body,
    operation: OperationOf<"plain">,
    targets: readonly (Value | null)[],
    scope: Scope,
  ): void {
    const { inputs, primitive, params, kernel } = operation;
    const places = [
      ...inputs.map((x) => scope.place(bare(x))),
      ...targets.map((t) => (t === null ? null : scope.place(t))),
    ];
    const { heap } = this.#machine;
    const run = (table: Int32Array): void => {
      const addresses = table.slice(0, places.length);
      const xs = inputs.map(({ form: { shape, dtype } }, i) =>
        wrap(shape, dtype, heap.read(dtype, addresses[i], sizeOf(shape))),
      );
      const ys = isMany(primitive) ? primitive.kernel(xs, params) : [primitive.kernel(xs, params)];
      targets.forEach((target, i) => {
        if (target !== null) heap.write(target.form.dtype, addresses[inputs.length + i], ys[i].data);
      });
    };
    const index = this.#plains.push(run) - 1;
    const plainly = (): void => {
      places.forEach((place, i) => {
        if (place === null) return;
        f.i32(this.#table + 4 * i);
        push(f, place);
        f.memory("i32.store");
      });
      f.i32(index).call(this.#plain!);
    };
    if (kernel === null) {
      plainly();
      return;
    }
    for (const place of places) push(f, place!);
    for (const number of kernel.numbers) f.i32(number);
    f.call(this.#kernels.get(kernel.name)!).if(plainly);
  }

  #runPlain(index: number): void {
    // Safe: the view is made for int32. A kernel may grow the memory, so it is made anew.
    this.#plains[index](this.#machine.heap.view("int32", this.#table, TABLE / 4) as Int32Array);
  }
}

/** Bytes of the table of addresses: no primitive has more operands and results together. */
export const TABLE = 4096;

const typeOf = (dtype: DType) => (dtype === "float64" ? "f64" : "f32");

/** Every step, those inside loops and branches too. */
function* everyStep({ steps }: Schedule): Iterable<Step> {
  for (const step of steps) {
    yield step;
    if (step.kind !== "operation") continue;
    for (const block of blocksOf(step.operation)) yield* everyStep(heldPlan(block).schedule);
  }
}
