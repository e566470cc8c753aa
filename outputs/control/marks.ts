/** How the points of a group are drawn: a hue and a shape of its own, as the plots have them. */

interface Mark {
  /** Around the point, as the `d` of a path. */
  readonly path: string;
  /** A token's name. */
  readonly hue: string;
  /** The shape within a line of text. */
  readonly sign: string;
}

export const marks: readonly Mark[] = [
  { hue: "--forward", sign: "●", path: "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0" },
  { hue: "--backward", sign: "■", path: "M-5.4-5.4h10.8v10.8h-10.8z" },
  { hue: "--parameter", sign: "◆", path: "M0-7 7 0 0 7-7 0z" },
  { hue: "--loss", sign: "▲", path: "M0-6.6 6.6 5.4h-13.2z" },
  { hue: "--prediction", sign: "▼", path: "M0 6.6 6.6-5.4h-13.2z" },
];
