/** What compiled programs hold: donated arguments, and memory that stays flat. */
import { describe, expect, it } from "vitest";
import { jit, np, type Tensor } from "../index.ts";
import { machine } from "../wasm/machine.ts";

/** Without a machine jit holds no memory. */
const on = machine();

describe.skipIf(on === null)("donated arguments", () => {
  const step = (state: { w: Tensor }, x: Tensor) => {
    const w = state.w.mul(0.9).add(x);
    return { state: { w }, loss: w.mean() };
  };
  const start = () => ({ w: np.ones([64, 64]) });
  const x = np.full([64, 64], 0.5);

  it("change no number, whatever is read in between", () => {
    const [plain, donating] = [jit(step), jit(step, { donateArgnums: 0 })];
    let [a, b] = [start(), start()];
    for (let i = 0; i < 6; i++) {
      const [p, d] = [plain(a, x), donating(b, x)];
      if (i === 3) expect(d.state.w.tolist()).toEqual(p.state.w.tolist());
      expect(d.loss.item()).toBe(p.loss.item());
      [a, b] = [p.state, d.state];
    }
    expect(b.w.tolist()).toEqual(a.w.tolist());
  });
  it("keep results that were not passed on", () => {
    const donating = jit(step, { donateArgnums: 0 });
    const results = Array.from({ length: 5 }, () => donating(start(), x).state.w);
    for (const w of results) expect(w.toTypedArray()[7]).toBeCloseTo(1.4, 6);
  });
  it("cannot be read afterwards, and the error says what to do", () => {
    const donating = jit(step, { donateArgnums: 0 });
    const first = donating(start(), x).state;
    const second = donating(first, x).state;
    expect(() => first.w.tolist()).toThrow("This float32 [64, 64] was donated to a jitted function");
    expect(() => donating(first, x)).toThrow("leave its argument out of donateArgnums");
    expect(second.w.toTypedArray()[0]).toBeCloseTo(1.76, 6);
  });
});

describe.skipIf(on === null)("memory", () => {
  it("of ten thousand compiled steps stays what it was after the first hundred", () => {
    const step = jit((w: Tensor, x: Tensor) => w.sub(w.matmul(x).tanh().mul(0.01)));
    let w = np.ones([40, 40]);
    const x = np.full([40, 40], 0.01);
    for (let i = 0; i < 100; i++) w = step(w, x);
    const { heap } = machine()!;
    const before = [heap.used, heap.memory.buffer.byteLength];
    for (let i = 0; i < 10_000; i++) w = step(w, x);
    expect([heap.used, heap.memory.buffer.byteLength]).toEqual(before);
    expect(Number.isFinite(w.toTypedArray()[0])).toBe(true);
  });
  it("is given back by programs beyond those a function keeps", () => {
    const f = jit((v: Tensor) => v.mul(2).add(1));
    for (let n = 1; n <= 64; n++) f(np.ones([n]));
    const before = machine()!.heap.used;
    for (let n = 65; n <= 200; n++) f(np.ones([n]));
    expect(machine()!.heap.used).toBeLessThan(before + 1e6);
  });
});
