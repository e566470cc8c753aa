/** Whatever no other kind takes, as a tree that the learner can open. */
import type { OutputKind } from "../kind.ts";
import type { ValuePayload } from "./payload.ts";
import { treeOf } from "./tree.ts";

const value: OutputKind<ValuePayload> = {
  kind: "value",
  priority: 0,
  matches: () => true,
  encode: (any) => ({ root: treeOf(any) }),
};
export default value;
