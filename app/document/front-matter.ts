/** What a lesson says about itself: the YAML between the two `---` lines at its head. */
import * as v from "valibot";
import { LineCounter, parseDocument, type Document } from "yaml";
import { LessonError, type Place } from "./lesson-error.ts";
import { hues } from "./lesson.ts";

const slug = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/, "must be lower-case words joined by hyphens"));
const sentence = v.pipe(v.string(), v.trim(), v.nonEmpty("must not be empty"));
const count = v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(1, "must be 1 or more"));
const name = v.pipe(v.string(), v.regex(/^[A-Za-z_$][\w$]*$/, "must be a name as cells write it"));

const schema = v.strictObject({
  title: sentence,
  id: slug,
  version: count,
  needs: v.array(slug),
  minutes: count,
  summary: sentence,
  symbols: v.optional(v.record(name, v.picklist(hues)), {}),
  terms: v.optional(v.record(sentence, sentence), {}),
});
export type FrontMatter = v.InferOutput<typeof schema>;

/**
 * @param yaml the text between the fences
 * @param firstLine the line of the file on which it starts
 * @throws LessonError where it is no YAML or not what a lesson must say
 */
export function readFrontMatter(yaml: string, firstLine: number, file: string): FrontMatter {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: firstLine + line - 1, column: col };
  };

  if (document.errors.length > 0) {
    const [broken] = document.errors;
    throw new LessonError(file, placeOf(broken.pos[0]), `front matter: ${broken.message}. It must be YAML.`);
  }
  const read = v.safeParse(schema, document.toJS());
  if (read.success) return read.output;
  const [issue] = read.issues;
  const path = issue.path?.map((item) => item.key as string | number) ?? [];
  throw new LessonError(file, placeOf(offsetAt(document, path)), describe(path, issue));
}

function describe(path: readonly (string | number)[], issue: v.BaseIssue<unknown>): string {
  if (path.length === 0) return "front matter: nothing is there. Write `title: ...` and the other fields.";
  const field = path.join(".");
  if (issue.type === "strict_object") {
    const known = Object.keys(schema.entries);
    if (!known.includes(field)) {
      return `front matter: \`${field}\` is not a field of a lesson. It has ${known.join(", ")}.`;
    }
    return `front matter: \`${field}\` is missing.`;
  }
  if (issue.type === "picklist") return `front matter: \`${field}\` must be one of ${hues.join(", ")}.`;
  if (issue.kind === "schema") {
    return `front matter: \`${field}\` must be ${wordFor(issue.expected)}, not ${issue.received}.`;
  }
  return `front matter: \`${field}\` ${issue.message}.`;
}

function wordFor(type: string | null): string {
  const words: Partial<Record<string, string>> = {
    string: "text",
    number: "a number",
    Array: "a list, `[autograd]` or `[]`",
    Object: "a map, `{ w1: parameter }`",
  };
  return words[type ?? ""] ?? type ?? "something else";
}

/** Where the value at `path` starts, or the innermost thing around it that is there. */
function offsetAt(document: Document.Parsed, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    const range = (node as { range?: [number, number, number] } | undefined)?.range;
    if (range) return range[0];
  }
  return 0;
}
