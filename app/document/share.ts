/**
 * A notebook in the `#` of an address: nothing is sent anywhere but by who passes the link on. Of a lesson only the changed cells travel;
 * anything else goes whole.
 */
import * as v from "valibot";
import { pack, unpack } from "./compress.ts";
import { fileCells, FORMAT, freeName, NewerFormatError, type Trouble } from "./notebook-file.ts";
import { lineEndOf, spliceCell } from "./splice.ts";

/** Where a notebook came from, so that a link need only say what is different. */
export interface Origin {
  readonly lesson: string;
  readonly version: number;
  /** The lesson's Markdown. */
  readonly markdown: string;
}

/** Chat and mail programs cut longer addresses. */
export const MOST_CHARACTERS = 16_000;

export type Link =
  | { readonly type: "link"; readonly fragment: string }
  | { readonly type: "too-large"; readonly characters: number };

/** @param origin null for a notebook that is nobody's copy */
export async function toLink(markdown: string, origin: Origin | null): Promise<Link> {
  const cells = origin === null ? null : changedCells(origin.markdown, markdown);
  const shared: Shared =
    origin !== null && cells !== null
      ? { format: FORMAT, lesson: origin.lesson, version: origin.version, cells }
      : { format: FORMAT, markdown };
  const fragment = `s=${await pack(JSON.stringify(shared))}`;
  return fragment.length > MOST_CHARACTERS
    ? { type: "too-large", characters: fragment.length }
    : { type: "link", fragment };
}

/** The cells whose code is not the lesson's, where the notebook is the lesson but for them; null where it is more than that. */
function changedCells(lesson: string, markdown: string): Record<string, string> | null {
  const before = new Map(fileCells(lesson).map(({ id, code }) => [id, code]));
  const changed = fileCells(markdown).filter(({ id, code }) => before.has(id) && before.get(id) !== code);
  const again = changed.reduce((text, { id, code }) => spliceCell(text, id, code), lesson);
  return again === markdown ? Object.fromEntries(changed.map(({ id, code }) => [id, code])) : null;
}

const shared = v.variant("type", [
  v.object({
    type: v.literal("changes"),
    lesson: v.string(),
    version: v.number(),
    cells: v.record(v.string(), v.string()),
  }),
  v.object({ type: v.literal("whole"), markdown: v.string() }),
]);
type Shared =
  | {
      readonly format: number;
      readonly lesson: string;
      readonly version: number;
      readonly cells: Record<string, string>;
    }
  | { readonly format: number; readonly markdown: string };

/** What a link brings. */
export interface Received {
  readonly markdown: string;
  readonly lesson: { readonly id: string; readonly version: number } | null;
  readonly troubles: readonly Trouble[];
}

/** The link cannot be opened; the message says why. */
export class LinkError extends Error {
  override readonly name = "LinkError";
}

/**
 * @param fragment what stands behind the `#`
 * @param lessonText the Markdown of a lesson, or null where the course has none of that name
 * @throws LinkError, NewerFormatError
 */
export async function fromLink(
  fragment: string,
  lessonText: (id: string) => Promise<{ readonly markdown: string; readonly version: number } | null>,
): Promise<Received> {
  const read = await readFragment(fragment);
  if (read.type === "whole") return { markdown: read.markdown, lesson: null, troubles: [] };
  const lesson = await lessonText(read.lesson);
  if (lesson === null) {
    return {
      ...laidOver("", Object.entries(read.cells)),
      lesson: null,
      troubles: [
        {
          line: 1,
          message: `The link changes the lesson "${read.lesson}", which is not here. Its changed cells are shown alone.`,
        },
      ],
    };
  }
  const received = laidOver(lesson.markdown, Object.entries(read.cells));
  const isOther = lesson.version !== read.version;
  return {
    ...received,
    lesson: { id: read.lesson, version: lesson.version },
    troubles: [
      ...(isOther
        ? [
            {
              line: 1,
              message: `The link was made with version ${read.version} of the lesson; this is version ${lesson.version}.`,
            },
          ]
        : []),
      ...received.troubles,
    ],
  };
}

async function readFragment(fragment: string): Promise<v.InferOutput<typeof shared>> {
  const packed = /^#?s=([\w-]+)$/.exec(fragment.trim())?.[1];
  if (packed === undefined)
    throw new LinkError("This link holds no notebook. Ask for it again, or for the file.");
  let value: unknown;
  try {
    value = JSON.parse(await unpack(packed));
  } catch {
    throw new LinkError(
      "This link is damaged: a part of it is missing or changed. Copy the whole of it, or ask for the file.",
    );
  }
  const { format, ...rest } =
    typeof value === "object" && value !== null ? { format: null, ...value } : { format: null };
  if (typeof format === "number" && format > FORMAT) throw new NewerFormatError(format);
  const read = v.safeParse(shared, { type: "markdown" in rest ? "whole" : "changes", ...rest });
  if (!read.success) throw new LinkError("This link holds something that is no notebook.");
  return read.output;
}

/** The changed cells in their places; those whose place is gone at the end, so that nothing of theirs is lost. */
function laidOver(
  lesson: string,
  changes: readonly (readonly [string, string])[],
): Pick<Received, "markdown" | "troubles"> {
  const known = new Set(fileCells(lesson).map(({ id }) => id));
  const troubles: Trouble[] = [];
  let markdown = lesson;
  for (const [id, code] of changes) {
    if (known.has(id)) {
      markdown = spliceCell(markdown, id, code);
      continue;
    }
    const name = /^[a-z][a-z0-9-]*$/.test(id) ? id : freeName(known);
    known.add(name);
    const eol = lineEndOf(markdown);
    const gap = markdown === "" ? "" : markdown.endsWith(eol) ? eol : eol + eol;
    markdown = spliceCell(`${markdown}${gap}\`\`\`ts {#${name}}${eol}\`\`\`${eol}`, name, code);
    troubles.push({
      line: 1,
      message: `The lesson has no cell \`${id}\` any more: what the link says of it stands at the end.`,
    });
  }
  return { markdown, troubles };
}
