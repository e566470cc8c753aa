/** What an address of the notebook page opens: one of mine by its id, or what a link carries. */
import { fromLink } from "../document/share.ts";
import { NewerFormatError, readNotebook, type Trouble } from "../document/notebook-file.ts";
import { holdNotebook, type Hold } from "../store/hold.ts";
import { DamagedError, readNotebookRecord, type NotebookRecord } from "../store/notebooks.ts";
import { withLastMoment } from "../store/saving.svelte.ts";
import { lessonText } from "./lesson-texts.ts";
import { troublesAtOpening } from "./files.ts";
import type { Start } from "./open-notebook.svelte.ts";

export interface Opening {
  readonly start: Start;
  readonly id: string | null;
  /** Why it is shown without being run or kept. */
  readonly readFirst: string | null;
  readonly troubles: readonly Trouble[];
  readonly hold: Hold | null;
}

/** It cannot be opened. What is stored can still be saved as a file. */
export class CannotOpen extends Error {
  override readonly name = "CannotOpen";
  readonly raw: unknown;
  constructor(message: string, raw: unknown = null) {
    super(message);
    this.raw = raw;
  }
}

/**
 * @param held what this tab has waited for and holds now; null where it holds nothing yet
 * @throws CannotOpen with a sentence
 */
export async function openAddress(hash: string, held: Hold | null = null): Promise<Opening> {
  const id = /^#n=([\w-]+)$/.exec(hash)?.[1];
  try {
    return id === undefined ? await byLink(hash) : await byId(id, held);
  } catch (error) {
    if (error instanceof CannotOpen) throw error;
    const raw = error instanceof DamagedError ? error.raw : null;
    throw new CannotOpen(error instanceof Error ? error.message : String(error), raw);
  }
}

async function byLink(hash: string): Promise<Opening> {
  const { markdown, lesson, troubles } = await fromLink(hash, lessonText);
  return {
    start: { markdown, origin: lesson && { lesson: lesson.id, version: lesson.version }, record: null },
    id: null,
    readFirst:
      "This notebook came by a link. Read it first: nothing has been run, and nothing is kept until you change it.",
    troubles: [...troubles, ...readNotebook(markdown).troubles],
    hold: null,
  };
}

async function byId(id: string, held: Hold | null): Promise<Opening> {
  const hold = held === null ? await holdNotebook(id) : { ...held, isMine: true };
  try {
    const record = await readNotebookRecord(id);
    const { origin } = record;
    refuseNewer(record);
    if (!hold.isMine) {
      return {
        start: { markdown: record.markdown, origin, record: null },
        id,
        readFirst:
          "This notebook is open in another tab, which keeps what is written there. Take over to write here, or change something and it goes into a copy.",
        troubles: [],
        hold,
      };
    }
    const { stored, markdown } = await withLastMoment(record);
    const fromFile = troublesAtOpening(id);
    return {
      start: { markdown, origin, record: stored },
      id,
      readFirst: fromFile && "This notebook came from a file. Read it first: nothing has been run.",
      troubles: fromFile ?? readNotebook(markdown).troubles,
      hold,
    };
  } catch (error) {
    hold.release();
    throw error;
  }
}

/** Before anything is written: what a newer Slope has kept stays as it is, and can be saved as a file. */
function refuseNewer(record: NotebookRecord): void {
  try {
    readNotebook(record.markdown);
  } catch (error) {
    if (error instanceof NewerFormatError) throw new CannotOpen(error.message, record);
    throw error;
  }
}
