/** fft against NumPy, against the sum that defines it, and as a linear map under every transform. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fft, grad, jacfwd, jacrev, jit, jvp, np, tensor, vmap, type Tensor } from "../index.ts";
import { expectClose } from "../testing/compare.ts";
import { draw, generator } from "../testing/draw.ts";
import type { Nested } from "../transforms/leaf.ts";

type Answer = Nested | { re: Nested; im: Nested };
interface Row {
  readonly op: string;
  readonly input: Answer;
  readonly options: {
    readonly n?: number;
    readonly axis?: number;
    readonly axes?: number[];
    readonly d?: number;
  };
  readonly wanted: Answer;
}
// Safe: golden-fft.py writes this shape.
const { rows } = JSON.parse(readFileSync(new URL("../testing/golden-fft.json", import.meta.url), "utf8")) as {
  rows: Row[];
};

const f64 = (values: Nested) => tensor(values, { dtype: "float64" });
const isPair = (x: Answer): x is { re: Nested; im: Nested } => typeof x === "object" && "re" in x;
const read = (x: Answer): fft.Signal => (isPair(x) ? { re: f64(x.re), im: f64(x.im) } : f64(x));

function answer({ op, input, options }: Row): fft.Signal {
  const run = fft[op as "fft"] as unknown as (...args: unknown[]) => fft.Signal;
  if (op.endsWith("freq")) return run(input, options.d, "float64");
  return run(read(input), op.endsWith("shift") ? options.axes : options);
}

describe("as NumPy", () => {
  rows.forEach((row, i) => {
    it(`${row.op} ${JSON.stringify(row.options)} (row ${i})`, () => {
      const [found, wanted] = [answer(row), read(row.wanted)].map(partsOf);
      expect(found.length).toBe(wanted.length);
      found.forEach((part, at) => expectClose(part, wanted[at], 1e-14));
    });
  });
});

function partsOf(x: fft.Signal): Tensor[] {
  return (typeof x === "object" && "re" in x ? [x.re, x.im] : [x]) as Tensor[];
}

const signal = (n: number, seed = 3): fft.Complex => {
  const next = generator(seed);
  return { re: draw(next, [n], "float64", [-1, 1]), im: draw(next, [n], "float64", [-1, 1]) };
};

describe("a transform", () => {
  it.each([1, 2, 3, 4, 5, 6, 11, 30, 31, 32, 37, 97, 210, 1009, 4096])(
    "of %i points is the sum that defines it",
    (n) => {
      const x = signal(n);
      const { re, im } = fft.fft(x);
      for (const k of new Set([0, 1, n >> 1, n - 1].filter((each) => each < n))) {
        let [sumRe, sumIm] = [0, 0];
        for (let j = 0; j < n; j++) {
          const angle = (-2 * Math.PI * ((j * k) % n)) / n;
          sumRe += x.re.data[j] * Math.cos(angle) - x.im.data[j] * Math.sin(angle);
          sumIm += x.re.data[j] * Math.sin(angle) + x.im.data[j] * Math.cos(angle);
        }
        expect(Math.hypot(re.data[k] - sumRe, im.data[k] - sumIm)).toBeLessThan(1e-15 * n + 1e-14);
      }
      const back = fft.ifft(fft.fft(x));
      expectClose(back.re, x.re, 1e-14);
      expectClose(back.im, x.im, 1e-14);
    },
  );
  it("keeps the length of the signal under the norm ortho", () => {
    const x = signal(15);
    const y = fft.fft(x, { norm: "ortho" });
    const energy = ({ re, im }: fft.Complex) => np.sum(np.add(np.square(re), np.square(im)));
    expectClose(energy(y), energy(x), 1e-14);
  });
  it("of whole numbers at length 4 rounds nothing", () => {
    const { re, im } = fft.fft(tensor([1, 2, 3, 4]));
    expect([re.tolist(), im.tolist()]).toEqual([
      [10, -2, -2, -2],
      [0, 2, 0, -2],
    ]);
  });
  it("of odd length comes back from its half", () => {
    const x = signal(9).re;
    expectClose(fft.irfft(fft.rfft(x), { n: 9 }), x, 1e-14);
  });
  it("turns a convolution into a product", () => {
    const [x, y] = [signal(8).re, signal(8, 4).re];
    const [a, b] = [fft.rfft(x), fft.rfft(y)];
    const found = fft.irfft({
      re: a.re.mul(b.re).sub(a.im.mul(b.im)),
      im: a.re.mul(b.im).add(a.im.mul(b.re)),
    });
    const wanted = Array.from({ length: 8 }, (_, k) =>
      Array.from({ length: 8 }, (_, j) => x.data[j] * y.data[(k - j + 8) % 8]).reduce((s, v) => s + v, 0),
    );
    expectClose(found, f64(wanted), 1e-14);
  });
});

it("lengths without axes are those of the last axes", () => {
  const x = draw(generator(1), [2, 3, 4], "float64", [-1, 1]);
  const [found, wanted] = [fft.fftn(x, { s: [2, 2] }), fft.fftn(x, { s: [2, 2], axes: [1, 2] })];
  expectClose(found.im, wanted.im, 0);
  expectClose(fft.irfft2(fft.rfft2(x), { s: [3, 4] }), x, 1e-14);
});

describe("under transforms", () => {
  const power = (x: fft.Complex) => {
    const { re, im } = fft.fft(x);
    return np.sum(np.add(np.square(re), np.square(im)));
  };
  it("grad of the power is 2 n x, part by part (Parseval)", () => {
    const x = signal(6);
    const gradient = grad(power)(x);
    expectClose(gradient.re, x.re.mul(12), 1e-13);
    expectClose(gradient.im, x.im.mul(12), 1e-13);
  });
  it("the Jacobian of rfft is the matrix of cosines, in both modes", () => {
    const x = signal(5).re;
    const wanted = f64([0, 1, 2].map((k) => [0, 1, 2, 3, 4].map((j) => Math.cos((2 * Math.PI * j * k) / 5))));
    const f = (t: Tensor) => fft.rfft(t).re;
    expectClose(jacfwd(f)(x), wanted, 1e-14);
    expectClose(jacrev(f)(x), wanted, 1e-14);
  });
  it("the tangent of a linear map is the map of the tangent", () => {
    const [x, v] = [signal(7), signal(7, 5)];
    const [, tangent] = jvp((re: Tensor, im: Tensor) => fft.ifft({ re, im }).im, [x.re, x.im], [v.re, v.im]);
    expectClose(tangent, fft.ifft(v).im, 0);
  });
  it("no gradient reaches the imaginary part that irfft leaves out", () => {
    const gradient = grad((x: fft.Complex) => np.sum(np.square(fft.irfft(x))))(signal(3));
    expect([gradient.im.data[0], gradient.im.data[2]].map(Math.abs)).toEqual([0, 0]);
    expect(gradient.im.data[1]).not.toBe(0);
  });
  it("vmap and jit give what a loop gives", () => {
    const x = np.stack([signal(6).re, signal(6, 5).re]);
    const f = (t: Tensor) => fft.irfft(fft.rfft(t, { norm: "ortho" }), { n: 7 });
    const rowwise = np.stack([f(signal(6).re), f(signal(6, 5).re)]);
    expectClose(vmap(f)(x), rowwise, 0);
    expectClose(jit(vmap(f))(x), rowwise, 0);
    expectClose(f(x), rowwise, 0);
  });
});

describe("what cannot be transformed", () => {
  it("is named", () => {
    expect(() => fft.fft(np.zeros([0]))).toThrow(
      "fft.fft: a signal of 0 points has no transform; a whole number from 1 is wanted.",
    );
    expect(() => fft.rfft({ re: [1], im: [1] } as unknown as number)).toThrow(
      "fft.rfft: the signal must be real",
    );
    expect(() => fft.fftn(np.zeros([2, 2]), { s: [2], axes: [0, 1] })).toThrow("1 lengths for 2 axes");
    expect(() => fft.rfftn(np.zeros([2]), { axes: [] })).toThrow("fft.rfftn: no axis is named");
    expect(() => fft.fft(np.zeros([2]), { axis: 1 })).toThrow("axis");
    expect(() => fft.fft(np.zeros([2]), { norm: "unit" as "ortho" })).toThrow(
      'fft.fft: there is no norm unit; use "backward", "ortho" or "forward".',
    );
  });
});
