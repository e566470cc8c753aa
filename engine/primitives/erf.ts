/** The error function, its complement and their inverses in double precision. */

/**
 * Rational approximations of erf near 0, and of e^(x^2) erfc(x) beyond; relative error below 1.2e-16.
 * Source: Cody 1969, "Rational Chebyshev approximations for the error function"
 */
const near = {
  p: [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694],
  q: [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171],
};
const middle = {
  p: [
    2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
    881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
  ],
  q: [
    1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
    4362.619090143247, 3439.3676741437216, 1230.3393548037495,
  ],
};
const far = {
  p: [
    0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
    0.0006587491615298378,
  ],
  q: [
    1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
  ],
};
const ROOT_PI = Math.sqrt(Math.PI);

function ratio({ p, q }: { p: readonly number[]; q: readonly number[] }, x: number): number {
  let [above, below] = [0, 0];
  for (const c of p) above = above * x + c;
  for (const c of q) below = below * x + c;
  return above / below;
}

export function erf(x: number): number {
  const a = Math.abs(x);
  if (a <= 0.46875) return x * ratio(near, x * x);
  return Math.sign(x) * (1 - erfc(a));
}

/** 1 - erf(x), with all its digits where that is tiny. */
export function erfc(x: number): number {
  if (x < 0.46875) return x > -0.46875 ? 1 - erf(x) : 2 - erfc(-x);
  return x > 27 ? 0 : erfcx(x) * negativeSquare(x);
}

/** e^(x^2) erfc(x), which does not underflow. */
export function erfcx(x: number): number {
  if (x < 0.46875) return erfc(x) * Math.exp(x * x);
  if (x <= 4) return ratio(middle, x);
  const inverse = 1 / (x * x);
  return (1 / ROOT_PI - inverse * ratio(far, inverse)) / x;
}

/** e^(-x^2), the square split so that its rounding does not show. */
function negativeSquare(x: number): number {
  const high = Math.trunc(x * 16) / 16;
  return Math.exp(-high * high) * Math.exp(-(x - high) * (x + high));
}

/** The inverse of erf: Giles' starting value refined by Halley steps. Source: Giles 2012, "Approximating the erfinv function" */
export function erfInv(y: number): number {
  const a = Math.abs(y);
  if (!(a < 1)) return a === 1 ? y * Infinity : NaN;
  // Near 1 the complement holds digits that erf has lost.
  if (a > 0.5) return Math.sign(y) * erfcInv(1 - a);
  const w = -Math.log((1 - y) * (1 + y)) - 2.5;
  let x =
    [
      2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503,
      -0.00417768164, 0.246640727, 1.50140941,
    ].reduce((p, c) => p * w + c) * y;
  for (let i = 0; i < 2; i++) {
    const error = erf(x) - y;
    x -= error / ((2 / ROOT_PI) * Math.exp(-x * x) - x * error);
  }
  return x;
}

/** The inverse of erfc, from 0 to 2. Starting value: Abramowitz & Stegun 26.2.23 */
export function erfcInv(y: number): number {
  if (!(y > 0 && y < 2)) return y === 0 ? Infinity : y === 2 ? -Infinity : NaN;
  if (y > 1) return -erfcInv(2 - y);
  if (y > 0.5) return erfInv(1 - y);
  const t = Math.sqrt(-2 * Math.log(y / 2));
  let x = (t - (2.30753 + t * 0.27061) / (1 + t * (0.99229 + t * 0.04481))) / Math.SQRT2;
  for (let i = 0; i < 3; i++) {
    // Relative, so that it works where y and e^(-x^2) are both tiny.
    const slope = 2 / ROOT_PI / erfcx(x);
    const error = 1 - y / erfc(x);
    x += error / (slope - x * error);
  }
  return x;
}
