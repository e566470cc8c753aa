/** What a check found: one entry an assertion, in the order in which they were made. */
import * as v from "valibot";

/** More than a learner reads; a check that makes more is refused, so that none is ever left out unseen. */
export const MOST_ASSERTIONS = 200;

const assertion = v.object({
  /** What was looked at, in the lesson's words. */
  says: v.string(),
  ok: v.boolean(),
  /** Both null where the sentence says it all. */
  expected: v.nullable(v.string()),
  found: v.nullable(v.string()),
  /** Why that may be, or what to look at. */
  note: v.nullable(v.string()),
});
export type Assertion = v.InferOutput<typeof assertion>;

const checksPayload = v.object({
  assertions: v.pipe(v.array(assertion), v.maxLength(MOST_ASSERTIONS)),
});
export type ChecksPayload = v.InferOutput<typeof checksPayload>;

export default checksPayload;
