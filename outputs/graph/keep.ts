/** The drawing of a graph at the step it stands at, its steps in words, and its nodes and edges as data. */
import { drawnFiles } from "../drawing/capture.ts";
import { jsonFile, type Keep } from "../keep.ts";
import { unfolded } from "./fold.ts";
import type { GraphPayload } from "./payload.ts";
import { stepsOf } from "./steps.ts";
import { sentence, wordsOf } from "./words.ts";

const keep: Keep<GraphPayload> = {
  copy: (payload) => ({ text: story(payload), part: null }),
  files: (payload, element) => [...drawnFiles(element).toReversed(), jsonFile(payload)],
};
export default keep;

function story(payload: GraphPayload): string {
  const shown = unfolded(payload);
  const steps = stepsOf(shown);
  return steps.map((_, at) => `${at}. ${sentence(wordsOf(shown, steps, at))}`).join("\n");
}
