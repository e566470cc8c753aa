/** Fast Fourier transforms of any length, in doubles: mixed radix where the prime factors are small, Bluestein's otherwise. */

interface Signal {
  readonly re: Float64Array;
  readonly im: Float64Array;
}
type Transform = (x: Signal) => Signal;

/** A butterfly of a prime p costs p^2: above this, three transforms of a power of two are cheaper. */
const LARGEST_PRIME = 31;

/** The transform for one length and sign, to be used for many signals. */
export function transformOf(n: number, sign: 1 | -1): Transform {
  const factors = primesOf(n);
  return factors.some((p) => p > LARGEST_PRIME) ? bluestein(n, sign) : mixedRadix(n, sign, factors);
}

function primesOf(n: number): number[] {
  const primes: number[] = [];
  for (let p = 2; p * p <= n; p++) for (; n % p === 0; n /= p) primes.push(p);
  return n > 1 ? [...primes, n] : primes;
}

/** exp(sign 2 pi i k / n) for k < n, by way of the first octant: exact where it is 0, 1 or -1, and symmetric to the last bit. */
function rootsOfUnity(n: number, sign: 1 | -1): Signal {
  const [re, im] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n; k++) {
    const quarter = Math.floor((4 * k) / n);
    const rest = 4 * k - quarter * n;
    const complement = 2 * rest > n;
    const angle = (Math.PI / 2) * ((complement ? n - rest : rest) / n);
    const [c, s] = complement ? [Math.sin(angle), Math.cos(angle)] : [Math.cos(angle), Math.sin(angle)];
    re[k] = [c, -s, -c, s][quarter];
    im[k] = sign * [s, c, -s, -c][quarter];
  }
  return { re, im };
}

/** Source: Cooley & Tukey 1965 */
function mixedRadix(n: number, sign: 1 | -1, factors: readonly number[]): Transform {
  const roots = rootsOfUnity(n, sign);
  return (x) => {
    const y = { re: new Float64Array(n), im: new Float64Array(n) };
    if (n > 0) scatter(x, y, roots, factors, 0, 0, 1, 0);
    return y;
  };
}

/**
 * Transforms x[from], x[from + stride], ... into y[to], y[to + 1], ...: one transform for each residue of the factor at `depth`, then
 * a butterfly of them at each place.
 */
function scatter(
  x: Signal,
  y: Signal,
  roots: Signal,
  factors: readonly number[],
  depth: number,
  from: number,
  stride: number,
  to: number,
): void {
  if (depth === factors.length) {
    y.re[to] = x.re[from];
    y.im[to] = x.im[from];
    return;
  }
  const total = roots.re.length;
  const p = factors[depth];
  const m = total / stride / p;
  for (let r = 0; r < p; r++)
    scatter(x, y, roots, factors, depth + 1, from + r * stride, stride * p, to + r * m);
  if (p === 2) pairs(y, roots, to, m, stride);
  else butterflies(y, roots, to, m, stride, p);
}

function pairs(y: Signal, roots: Signal, to: number, m: number, stride: number): void {
  for (let k = 0; k < m; k++) {
    const [i, j] = [to + k, to + k + m];
    const [c, s] = [roots.re[k * stride], roots.im[k * stride]];
    const re = y.re[j] * c - y.im[j] * s;
    const im = y.re[j] * s + y.im[j] * c;
    y.re[j] = y.re[i] - re;
    y.im[j] = y.im[i] - im;
    y.re[i] += re;
    y.im[i] += im;
  }
}

function butterflies(y: Signal, roots: Signal, to: number, m: number, stride: number, p: number): void {
  const step = roots.re.length / p;
  const [partRe, partIm] = [new Float64Array(p), new Float64Array(p)];
  for (let k = 0; k < m; k++) {
    for (let r = 0; r < p; r++) {
      const i = to + r * m + k;
      const [c, s] = [roots.re[r * k * stride], roots.im[r * k * stride]];
      partRe[r] = y.re[i] * c - y.im[i] * s;
      partIm[r] = y.re[i] * s + y.im[i] * c;
    }
    for (let q = 0; q < p; q++) {
      let [re, im] = [partRe[0], partIm[0]];
      for (let r = 1; r < p; r++) {
        const at = ((r * q) % p) * step;
        re += partRe[r] * roots.re[at] - partIm[r] * roots.im[at];
        im += partRe[r] * roots.im[at] + partIm[r] * roots.re[at];
      }
      y.re[to + q * m + k] = re;
      y.im[to + q * m + k] = im;
    }
  }
}

/** As a convolution with a chirp: j k = (j^2 + k^2 - (k - j)^2) / 2. Source: Bluestein 1970 */
function bluestein(n: number, sign: 1 | -1): Transform {
  const size = 2 ** Math.ceil(Math.log2(2 * n - 1));
  const transform = transformOf(size, -1);
  const roots = rootsOfUnity(2 * n, sign);
  // k^2 modulo 2 n, so that large angles lose nothing.
  const chirp = Int32Array.from({ length: n }, (_, k) => (k * k) % (2 * n));
  const filter = { re: new Float64Array(size), im: new Float64Array(size) };
  chirp.forEach((at, k) => {
    for (const place of [k, (size - k) % size]) {
      filter.re[place] = roots.re[at];
      filter.im[place] = -roots.im[at];
    }
  });
  const spectrum = transform(filter);
  const chirped = (x: Signal, length: number, scale: number): Signal => {
    const y = { re: new Float64Array(length), im: new Float64Array(length) };
    chirp.forEach((at, k) => {
      y.re[k] = (x.re[k] * roots.re[at] - x.im[k] * roots.im[at]) * scale;
      y.im[k] = (x.re[k] * roots.im[at] + x.im[k] * roots.re[at]) * scale;
    });
    return y;
  };
  return (x) => {
    const { re, im } = transform(chirped(x, size, 1));
    for (let i = 0; i < size; i++) {
      const a = re[i];
      re[i] = a * spectrum.re[i] - im[i] * spectrum.im[i];
      im[i] = a * spectrum.im[i] + im[i] * spectrum.re[i];
    }
    // With re and im exchanged on the way in and out the transform goes back.
    const back = transform({ re: im, im: re });
    return chirped({ re: back.im, im: back.re }, n, 1 / size);
  };
}
