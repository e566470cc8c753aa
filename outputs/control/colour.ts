/** A colour as the browser's picker has it (`#0067a8`) and as programs want it: red, green and blue from 0 to 1. */

export type Rgb = readonly [red: number, green: number, blue: number];

export const isHex = (text: unknown): text is string =>
  typeof text === "string" && /^#[0-9a-f]{6}$/i.test(text);

export function toRgb(hex: string): Rgb {
  const byte = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [byte(1), byte(3), byte(5)];
}

export function toHex(rgb: Rgb): string {
  const byte = (x: number) =>
    Math.round(255 * Math.min(1, Math.max(0, x)))
      .toString(16)
      .padStart(2, "0");
  return `#${rgb.map(byte).join("")}`;
}
