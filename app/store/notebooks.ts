/**
 * "My notebooks": whole Markdown texts with their history. Every write says which revision it was made from, so that no tab ever writes
 * over what another one has kept.
 */
import * as v from "valibot";
import { database } from "./database.ts";

const origin = v.object({ lesson: v.string(), version: v.number() });

const record = v.object({
  id: v.string(),
  title: v.string(),
  markdown: v.string(),
  /** The lesson it is a copy of. */
  origin: v.nullable(origin),
  /** Goes up with each write. */
  revision: v.number(),
  changedAt: v.number(),
  /** When it was put aside; it can be taken back until the data is erased. */
  removedAt: v.nullable(v.number()),
});
export type NotebookRecord = v.InferOutput<typeof record>;

const version = v.object({ notebook: v.string(), at: v.number(), markdown: v.string(), why: v.string() });
export type Version = v.InferOutput<typeof version>;

/** A record that is there and cannot be read. It stays as it is, and can be saved as a file. */
export interface DamagedRecord {
  readonly id: string;
  readonly raw: unknown;
}

/** Somebody else has written since. What is stored stays; what was refused is the caller's to keep. */
export class ConflictError extends Error {
  override readonly name = "ConflictError";
  constructor() {
    super("Another tab has changed this notebook since it was opened here.");
  }
}

export class MissingError extends Error {
  override readonly name = "MissingError";
}

export class DamagedError extends Error {
  override readonly name = "DamagedError";
  readonly raw: unknown;
  constructor(raw: unknown) {
    super("What is kept of this notebook is damaged and cannot be opened. It is left as it is.");
    this.raw = raw;
  }
}

/** A version a few minutes, and no more than this of each notebook: the older, the sparser. */
const BETWEEN_VERSIONS_MS = 3 * 60_000;
const MOST_VERSIONS = 60;

export async function listNotebooks(): Promise<{ notebooks: NotebookRecord[]; damaged: DamagedRecord[] }> {
  const db = await database();
  const [keys, values] = await Promise.all([db.getAllKeys("notebooks"), db.getAll("notebooks")]);
  const notebooks: NotebookRecord[] = [];
  const damaged: DamagedRecord[] = [];
  for (const [at, raw] of values.entries()) {
    const read = v.safeParse(record, raw);
    if (read.success) notebooks.push(read.output);
    else damaged.push({ id: keys[at], raw });
  }
  return { notebooks: notebooks.sort((a, b) => b.changedAt - a.changedAt), damaged };
}

/** @throws MissingError, DamagedError */
export async function readNotebookRecord(id: string): Promise<NotebookRecord> {
  return parsed(await (await database()).get("notebooks", id));
}

function parsed(raw: unknown): NotebookRecord {
  if (raw === undefined) throw new MissingError("There is no such notebook in this browser.");
  const read = v.safeParse(record, raw);
  if (!read.success) throw new DamagedError(raw);
  return read.output;
}

export async function createNotebook(
  start: Pick<NotebookRecord, "title" | "markdown" | "origin">,
): Promise<NotebookRecord> {
  const made: NotebookRecord = { ...start, id: newId(), revision: 1, changedAt: Date.now(), removedAt: null };
  const db = await database();
  await db.add("notebooks", made, made.id);
  return made;
}

/** `crypto.randomUUID` is not there on a site without https, such as a teacher's laptop on a local network. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join("");
}

/**
 * @param from the revision that the text was made from
 * @param isMilestone keeps the text before as a version whatever the time: a restore, a removed cell
 * @throws ConflictError where the store has another revision; MissingError, DamagedError; DOMException where it has no room
 */
export async function saveNotebook(
  id: string,
  text: Pick<NotebookRecord, "title" | "markdown">,
  from: number,
  isMilestone = false,
): Promise<NotebookRecord> {
  const db = await database();
  const work = db.transaction(["notebooks", "history"], "readwrite");
  const done = work.done.catch((error: unknown) => error);
  try {
    const before = parsed(await work.objectStore("notebooks").get(id));
    if (before.revision !== from) throw new ConflictError();
    const after = { ...before, ...text, revision: from + 1, changedAt: Date.now() };
    const history = work.objectStore("history");
    const keys = await history.index("notebook").getAllKeys(id);
    const newest =
      keys.length === 0 ? undefined : v.safeParse(version, await history.get(keys[keys.length - 1]));
    const isDue = !newest?.success || after.changedAt - newest.output.at >= BETWEEN_VERSIONS_MS;
    if ((isMilestone || isDue) && before.markdown !== text.markdown && before.markdown.trim() !== "") {
      const kept: Version = { notebook: id, at: before.changedAt, markdown: before.markdown, why: "" };
      await history.add(kept);
      if (keys.length >= MOST_VERSIONS) await history.delete(sparest(keys));
    }
    await work.objectStore("notebooks").put(after, id);
    const failure = await done;
    if (failure !== undefined)
      throw failure instanceof Error ? failure : new Error("the store refused the write");
    return after;
  } catch (error) {
    try {
      work.abort();
    } catch {
      // It has ended by itself.
    }
    await done;
    throw error;
  }
}

/** Among old versions every second may go; the first and the newest thirty stay. */
function sparest(keys: readonly number[]): number {
  const old = keys.slice(1, -30);
  return old[Math.floor(Math.random() * old.length)];
}

/** Text that has no place in the notebook any more, such as what a tab could not write: kept among its versions. */
export async function keepVersion(id: string, markdown: string, why: string): Promise<void> {
  const kept: Version = { notebook: id, at: Date.now(), markdown, why };
  await (await database()).add("history", kept);
}

/** Newest first. */
export async function versionsOf(id: string): Promise<Version[]> {
  const all = await (await database()).getAllFromIndex("history", "notebook", id);
  return all
    .flatMap((raw) => {
      const read = v.safeParse(version, raw);
      return read.success ? [read.output] : [];
    })
    .reverse();
}

/** Puts a notebook aside, or takes it back. */
export async function setRemoved(id: string, isRemoved: boolean): Promise<void> {
  const db = await database();
  const work = db.transaction("notebooks", "readwrite");
  const before = parsed(await work.store.get(id));
  await work.store.put({ ...before, removedAt: isRemoved ? Date.now() : null }, id);
  await work.done;
}
