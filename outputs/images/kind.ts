/** What `plot.images` gives: its name comes with the plots. */
import { figureKind } from "../figure.ts";
import type { ImagesPayload } from "./payload.ts";

export default figureKind<ImagesPayload>("images");
