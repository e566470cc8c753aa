/** The error function and its inverse in double precision. */

/**
 * erf by its Maclaurin series below 2.5 and by the continued fraction of erfc above; within 4e-16 of the true value.
 * Source: Abramowitz & Stegun 7.1.6 and 7.1.14
 */
export function erf(x: number): number {
  if (x !== x) return x;
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 2.5) {
    let term = x;
    let total = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      total += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
  }
  return Math.sign(x) * (1 - erfcTail(a));
}

/** 1 - erf(a) for a from 2.5 on, with all its digits. */
function erfcTail(a: number): number {
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (a + fraction);
  return Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction);
}

/** The inverse: Giles' starting value refined by two Halley steps. Source: Giles 2012, "Approximating the erfinv function" */
export function erfInv(y: number): number {
  if (y <= -1 || y >= 1 || y !== y) return Math.abs(y) === 1 ? y * Infinity : NaN;
  let w = -Math.log((1 - y) * (1 + y));
  let x: number;
  if (w < 5) {
    w -= 2.5;
    x =
      [
        2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503,
        -0.00417768164, 0.246640727, 1.50140941,
      ].reduce((p, c) => p * w + c) * y;
  } else {
    w = Math.sqrt(w) - 3;
    x =
      [
        -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613,
        0.00943887047, 1.00167406, 2.83297682,
      ].reduce((p, c) => p * w + c) * y;
  }
  for (let i = 0; i < 2; i++) {
    const a = Math.abs(x);
    // Near 1 the complement holds digits that y itself has lost.
    const error = a < 2.5 ? erf(x) - y : Math.sign(x) * (1 - Math.abs(y) - erfcTail(a));
    x -= error / ((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) - x * error);
  }
  return x;
}
