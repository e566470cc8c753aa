/** Looking into a function: its graph, its program, its wrong derivative, its NaN. */
import { describe, expect, it } from "vitest";
import {
  grad,
  inspect,
  jit,
  lax,
  makeProgram,
  nn,
  np,
  stopGradient,
  tensor,
  vmap,
  type Tensor,
} from "../index.ts";

describe("the graph of (w x - y)^2", () => {
  const f = (params: { w: Tensor }, x: Tensor) => params.w.mul(x).sub(4).pow(2);
  const { nodes, edges, output } = inspect.graph(f)({ w: tensor(3) }, tensor(2));
  const named = (op: string) => nodes.find((node) => node.op === op)!;
  const into = (op: string) => edges.filter((edge) => edge.to === named(op).id);

  it("names its inputs by their path and constants by their value", () => {
    expect(nodes.flatMap(({ kind, label }) => (kind === "op" ? [] : [`${kind} ${label}`]))).toEqual([
      "input params.w",
      "input x",
      "constant 4",
    ]);
  });
  it("holds values forward and cotangents back", () => {
    expect(nodes[output].value.item()).toBe(4);
    expect(named("sub").cotangent?.item()).toBe(4);
    expect(nodes[0].cotangent?.item()).toBe(8);
  });
  it("shows each local derivative as a formula and a number", () => {
    expect(into("integerPow")).toMatchObject([{ localMaths: "2x" }]);
    expect(into("integerPow")[0].local?.item()).toBe(4);
    expect(into("mul").map((edge) => [edge.local?.item(), edge.contribution?.item()])).toEqual([
      [2, 8],
      [3, 12],
    ]);
  });
  it("names what stops the gradient as a constant", () => {
    const stopped = inspect.graph((x: Tensor) => x.mul(stopGradient(x.exp())).sum())(tensor([1, 2]));
    expect(stopped.nodes.find((node) => node.kind === "constant")?.label).toBe("stopGradient");
  });
  it("calls what is taken apart by its path, and what follows by its own name", () => {
    const apart = inspect.graph(({ w, b }: { w: Tensor; b: Tensor }, x: Tensor) => w.mul(x).add(b));
    const { nodes: taken } = apart({ w: tensor(2), b: tensor(1) }, tensor(3));
    expect(taken.flatMap(({ kind, label }) => (kind === "input" ? [label] : []))).toEqual(["w", "b", "x"]);
  });
  it("refuses a result that carries no derivative", () => {
    expect(() => inspect.graph((x: Tensor) => x.argmax())(tensor([1, 2]))).toThrow(
      "graph: no argument reaches the result, so there is nothing to walk.",
    );
  });
  it("knows the line that called each operation", () => {
    const line = Number(/inspect\.test\.ts:(\d+)/.exec(new Error().stack!)![1]) + 1;
    const { nodes: placed } = inspect.graph((x: Tensor) => x.exp())(tensor(1));
    expect(placed[1].source).toMatchObject({ line });
    expect(placed[1].source?.file).toContain("inspect.test.ts");
  });
});

describe("a printed program", () => {
  it("reads as equations over shapes", () => {
    const f = (x: Tensor) => x.mul(2).sin().sum();
    expect(String(makeProgram(f)(tensor([1, 2, 3])))).toMatchInlineSnapshot(`
      "program (a: float32[3]) with b: float32[3] {
        c: float32[3] = mul a b
        d: float32[3] = sin c
        e: float32[] = sum[axes=[0]] d
        return e
      }"
    `);
    expect(String(makeProgram(grad(f))(tensor([1, 2, 3])))).toMatchInlineSnapshot(`
      "program (a: float32[3]) with b: float32[3], g: float32[3] {
        c: float32[3] = mul a b
        f: float32[3] = cos c
        h: float32[3] = mul g f
        i: float32[3] = mul h b
        return i
      }"
    `);
  });
});

describe("jit", () => {
  it("traces once for each form of its arguments and each static value", () => {
    let traces = 0;
    const f = jit(
      (x: Tensor, mode: string) => {
        traces++;
        return { y: mode === "double" ? x.mul(2) : x, mode };
      },
      { staticArgnums: 1 },
    );
    expect(f(tensor([1]), "double").y.tolist()).toEqual([2]);
    expect(f(tensor([5]), "double").y.tolist()).toEqual([10]);
    expect(traces).toBe(1);
    expect(f(tensor([5]), "keep")).toMatchObject({ mode: "keep" });
    f(tensor([5, 6]), "keep");
    f(tensor([5], { dtype: "float64" }), "keep");
    expect(traces).toBe(4);
  });
  it("keeps no program that closes over a value of an outer transform", () => {
    const f = (w: Tensor) => {
      const scaled = jit((x: Tensor) => x.mul(w));
      return scaled(w).add(scaled(w));
    };
    expect(grad(f)(tensor(3)).item()).toBe(12);
    const shared = { w: tensor(0) };
    const outer = jit((x: Tensor) => x.mul(shared.w));
    const g = (w: Tensor) => {
      shared.w = w;
      return outer(w);
    };
    expect(vmap(grad(g))(tensor([1, 2])).tolist()).toEqual([2, 4]);
    expect(grad(g)(tensor(5)).item()).toBe(10);
  });
});

describe("gradcheck", () => {
  it("passes a right gradient of any tree", () => {
    const f = (p: { w: Tensor }, x: Tensor) => x.matmul(p.w).tanh();
    const report = inspect.gradcheck(f)({ w: np.ones([2, 3]) }, tensor([[0.1, 0.2]]));
    expect(report).toMatchObject({ ok: true });
    expect(report.error).toBeLessThan(1e-8);
  });
  it("finds the element whose gradient is lost", () => {
    const f = (x: Tensor) =>
      x
        .slice(0, 1)
        .square()
        .sum()
        .add(stopGradient(x.slice(1, 2)).square().sum());
    const report = inspect.gradcheck(f)(tensor([1, 2]));
    expect(report).toMatchObject({ ok: false, at: { path: "argument 0", element: 1 }, byGradient: 0 });
    expect(report.byDifference).toBeCloseTo(4, 6);
  });
});

describe("findNaN", () => {
  it("names the operation that made it going forward", () => {
    expect(inspect.findNaN((x: Tensor) => x.log().sum())(tensor([1, -1]))).toMatchObject({
      op: "log",
      pass: "forward",
    });
  });
  it("names the branch that was not taken going back", () => {
    const f = (x: Tensor) => np.where(x.gt(0), x.sqrt(), 0).sum();
    expect(inspect.findNaN(f)(tensor([4, 0]))).toMatchObject({ op: "sqrt", pass: "backward" });
  });
  it("finds nothing where all is well", () => {
    expect(inspect.findNaN((x: Tensor) => x.exp().sum())(tensor([1, 2]))).toBeNull();
  });
});

describe("what a function costs", () => {
  it("tells what jit makes of it: one nest for a chain, and places that are shared", () => {
    const chain = (x: Tensor) => x.mul(2).sin().add(1).tanh();
    const { plan } = inspect.cost(chain)(np.ones([1000]));
    expect(plan).toMatchObject({ steps: 1, moved: 8000, arena: 0 });
    const layers = (x: Tensor) => x.matmul(x).matmul(x).matmul(x).matmul(x).matmul(x);
    const shared = inspect.cost(layers)(np.ones([64, 64])).plan;
    expect(shared.arena).toBeLessThan(0.6 * shared.unshared);
    expect(String(inspect.cost(chain)(np.ones([1000])))).toMatchInlineSnapshot(`
      "4 kflop in 4 equations
      8 kB moved by 1 compiled steps, 16 kB written were nothing fused
      8.06 kB held at most
      0 B of them shared between steps"
    `);
  });
  it("is read off its program: two operations for each product and sum of a matmul", () => {
    const f = (x: Tensor, w: Tensor) => x.matmul(w).relu();
    const { flops, bytes, equations, primitives } = inspect.cost(f)(np.ones([32, 784]), np.ones([784, 10]));
    expect({ flops, bytes, equations }).toEqual({
      flops: 2 * 32 * 784 * 10 + 320,
      bytes: 2 * 320 * 4,
      equations: 2,
    });
    expect(primitives[0]).toEqual({ name: "matmul", count: 1, flops: 2 * 32 * 784 * 10 });
  });
  it("counts every step of a loop, and computes nothing", () => {
    const f = (x: Tensor) => lax.scan((c: Tensor) => [c.mul(x), null], x, null, { length: 1000 })[0];
    expect(inspect.cost(f)(np.ones([7])).flops).toBe(7000);
  });
});

describe("what the engine supports", () => {
  it("is told by its records: each primitive once, with its dtypes and its derivative", () => {
    const all = inspect.primitives();
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(all.find(({ name }) => name === "tanh")).toEqual({
      name: "tanh",
      maths: String.raw`\tanh x`,
      dtypes: ["float32", "float64"],
      derivative: "partials",
    });
    expect(all.filter(({ derivative }) => derivative === "forward mode").map(({ name }) => name)).toEqual([
      "while",
    ]);
  });
});

describe("the programs of a function", () => {
  const square = (x: Tensor) => x.mul(x).sum();

  it("are what runs forward, along a direction, and back, each line with where it was written", () => {
    const { forward, jvp, backward } = inspect.programs(square)(tensor([1, 2, 3]));
    expect(forward.lines.map(({ text }) => text)).toEqual([
      "b: float32[3] = mul a a",
      "c: float32[] = sum[axes=[0]] b",
    ]);
    expect(new Set(forward.lines.map(({ source }) => source?.line)).size).toBe(1);
    expect(jvp.lines.length).toBeGreaterThan(forward.lines.length);
    expect(jvp.lines.every(({ source }) => source?.file.includes("inspect.test.ts"))).toBe(true);
    const place = forward.lines[0].source?.column;
    const back = backward.lines.filter(({ pass }) => pass === "backward");
    // x is used twice: where its gradients meet, no single call stands behind the sum.
    expect(back.map(({ text, source }) => [/ = (\w+)/.exec(text)?.[1], source?.column])).toEqual([
      ["mul", place],
      ["mul", place],
      ["add", undefined],
    ]);
  });
  it("compute what the transforms compute", () => {
    const x = tensor([1, 2, 3]);
    expect(inspect.programs(square)(x).backward.text).toMatch(/^program \(a: float32\[3\]\)[^]*return /);
  });
  it("say why there are none where a number is asked for", () => {
    const f = (x: Tensor) => (x.sum().item() > 0 ? x.sum() : x.sum().neg());
    expect(() => inspect.programs(f)(tensor([1]))).toThrow(/item/);
  });
});

describe("the groups of a graph", () => {
  const outline = ({ groups, nodes }: inspect.ComputationGraph) =>
    groups.map(({ id, parent, kind, name, count }) => {
      const held = nodes.filter(({ group }) => group === id).map(({ op }) => op);
      return `${parent ?? "-"} ${kind} ${name}${count === null ? "" : `x${count}`}: ${held.join(" ")}`;
    });
  const layer = (x: Tensor, w: number) => x.mul(w).tanh();

  it("are the calls of the function's own helpers", () => {
    const f = (x: Tensor) => layer(layer(x, 2), 3).sum();
    expect(outline(inspect.graph(f)(tensor([1, 2])))).toEqual([
      "- call layer: mul tanh",
      "- call layer: mul tanh",
    ]);
  });
  it("are loops with their turns, a loop in a loop too", () => {
    const f = (x: Tensor) => {
      let h = x.exp();
      for (let i = 0; i < 2; i++) {
        for (let j = 0; j < 3; j++) h = h.mul(0.5).sin();
        h = h.add(1);
      }
      return h.sum();
    };
    expect(outline(inspect.graph(f)(tensor([1, 2]))).filter((line) => !line.includes("turn"))).toEqual([
      "- loop x6: ",
    ]);
    const g = (x: Tensor) => {
      let h = x;
      for (let i = 0; i < 2; i++) {
        h = h.add(1);
        for (let j = 0; j < 3; j++) h = h.sin();
      }
      return h.sum();
    };
    expect(outline(inspect.graph(g)(tensor([1, 2])))).toEqual([
      "- loop x2: ",
      "0 turn x1: add",
      "1 loop x3: sin sin sin",
      "0 turn x2: add",
      "3 loop x3: sin sin sin",
    ]);
  });
  it("are calls of the library that make several operations", () => {
    const f = (x: Tensor) => nn.crossEntropy(x.mul(2), tensor([1], { dtype: "int32" }));
    const [only, ...others] = outline(inspect.graph(f)(tensor([[1, 2, 3]])));
    expect(only).toMatch(/^- library : \w+( \w+)+$/);
    expect(others).toEqual([]);
  });
  it("are a helper with a loop of its own, called in turn", () => {
    const deep = (x: Tensor) => {
      let h = x.exp();
      for (let i = 0; i < 3; i++) h = layer(h, 2);
      return h;
    };
    const f = (x: Tensor) => deep(deep(x)).sum();
    expect(outline(inspect.graph(f)(tensor([1, 2]))).map((line) => line.replace(/:.*/, ""))).toEqual([
      "- call deep",
      "0 loop x3",
      ...["1 call layer", "1 call layer", "1 call layer"],
      "- call deep",
      "5 loop x3",
      ...["6 call layer", "6 call layer", "6 call layer"],
    ]);
  });
});
