/** Square pictures of bytes: the samples that need no camera, one from a file, and either at the size a program asked for. */
import photographs from "./samples.json";

/** Red, green and blue of each pixel, row by row. */
export interface Picture {
  readonly side: number;
  readonly bytes: ArrayLike<number>;
}

/** Side of a picture that comes from a file. */
export const FILE_SIDE = 128;
const SIDE = 64;

/** Two that are computed, so that edges and shades are exact, and three that are photographs. */
const drawn: Readonly<Record<string, (x: number, y: number) => readonly number[]>> = {
  /** A zone plate: every frequency, from the slowest in the middle to the fastest at the edge. */
  rings: (x, y) => {
    const grey = 127.5 + 127.5 * Math.cos(24 * Math.PI * (x * x + y * y) * 0.5);
    return [grey, grey, grey];
  },
  /** A lit ball on a floor of checks. */
  ball: (x, y) => {
    const inside = 0.36 - x * x - y * y;
    if (inside <= 0) {
      const check = (Math.floor((x + 4) * 4) + Math.floor((y + 4) * 4)) % 2;
      return check === 0 ? [224, 218, 206] : [188, 180, 166];
    }
    const light = (-0.5 * x - 0.6 * y + 0.62 * Math.sqrt(inside)) / 0.6;
    const shade = 0.25 + 0.75 * Math.max(0, light);
    return [40 + 150 * shade, 60 + 110 * shade, 120 + 120 * shade];
  },
};

export const sampleNames: readonly string[] = [...Object.keys(photographs), ...Object.keys(drawn)];

/** Who made it and on which terms; null for what is computed here. */
export const sourceOf = (name: string): string | null =>
  isPhotograph(name) ? photographs[name].source : null;

const isPhotograph = (name: string): name is keyof typeof photographs => Object.hasOwn(photographs, name);

/** @returns null where there is no sample of that name */
export function sample(name: string): Picture | null {
  if (isPhotograph(name)) {
    const bytes = bytesOf(photographs[name].pixels);
    return bytes && { side: SIDE, bytes };
  }
  if (!Object.hasOwn(drawn, name)) return null;
  const at = (place: number) => (2 * place + 1) / SIDE - 1;
  const colours = Array.from({ length: SIDE * SIDE }, (_, pixel) =>
    drawn[name](at(pixel % SIDE), at(Math.floor(pixel / SIDE))),
  );
  return { side: SIDE, bytes: Uint8ClampedArray.from(colours.flat()) };
}

/** As it travels from the page, one text as a sample's name is: `128:` and the bytes in base64. */
export function toText({ side, bytes }: Picture): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 1) text += String.fromCharCode(bytes[at]);
  return `${side}:${btoa(text)}`;
}

/** @returns null where the text is no picture */
export function fromText(text: string): Picture | null {
  const found = /^(\d{1,3}):([\w+/]+=*)$/.exec(text);
  const side = Number(found?.[1]);
  if (found === null || side < 1 || side > FILE_SIDE) return null;
  const bytes = bytesOf(found[2]);
  return bytes?.length === side * side * 3 ? { side, bytes } : null;
}

function bytesOf(base64: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/** From 0 to 1 at another size, each pixel the mean of what it covers; one number a pixel where it is to be grey. */
export function resized({ side, bytes }: Picture, size: number, grey: boolean): Float32Array {
  const scale = side / size;
  const out = new Float32Array(size * size * (grey ? 1 : 3));
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const colour = mean(row * scale, column * scale, scale);
      const at = row * size + column;
      // Rec. 709: how bright each of the three looks.
      if (grey) out[at] = 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2];
      else out.set(colour, at * 3);
    }
  }
  return out;

  /** Over the square from (top, left), parts of pixels weighed by how much of them it covers. */
  function mean(top: number, left: number, length: number): [number, number, number] {
    const sum: [number, number, number] = [0, 0, 0];
    for (let y = Math.floor(top); y < Math.min(side, Math.ceil(top + length - 1e-9)); y += 1) {
      const high = Math.min(y + 1, top + length) - Math.max(y, top);
      for (let x = Math.floor(left); x < Math.min(side, Math.ceil(left + length - 1e-9)); x += 1) {
        const weight =
          (high * (Math.min(x + 1, left + length) - Math.max(x, left))) / (255 * length * length);
        for (let c = 0; c < 3; c += 1) sum[c] += weight * bytes[(y * side + x) * 3 + c];
      }
    }
    return sum;
  }
}
