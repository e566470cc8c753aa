import type * as engine from "../../engine/index.ts";
import type { Peer } from "./plain.mjs";

export function slope(build: typeof engine): Peer & { memory(): Record<"jit" | "grad" | "tape", () => void> };
