/** What `plot.images` gives: its name comes with the plots. */
import type { OutputKind } from "../kind.ts";
import { ImageSheet } from "./make.ts";
import type { ImagesPayload } from "./payload.ts";

const images: OutputKind<ImagesPayload> = {
  kind: "images",
  priority: 80,
  matches: (value) => value instanceof ImageSheet,
  encode: (value) => (value as ImageSheet).payload, // matches() has seen it
};
export default images;
