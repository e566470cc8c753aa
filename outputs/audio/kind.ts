/** `audio(samples)`: a sound to play, with its waveform. */
import { figureKind } from "../figure.ts";
import { audio } from "./make.ts";
import type { AudioPayload } from "./payload.ts";

export default figureKind<AudioPayload>("audio", () => ({ audio }));
