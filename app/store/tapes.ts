/** The tapes of a notebook's trainings, packed by its kernel, which alone reads them again. Few notebooks have room: the oldest go first. */
import { database } from "./database.ts";

const MOST_TAPES = 12;

interface Kept {
  readonly at: number;
  readonly packed: unknown;
}

const isKept = (raw: unknown): raw is Kept =>
  typeof raw === "object" && raw !== null && "packed" in raw && "at" in raw && typeof raw.at === "number";

/** By cell. */
export async function readTapes(notebook: string): Promise<ReadonlyMap<string, unknown>> {
  const db = await database();
  const own = IDBKeyRange.bound([notebook, ""], [notebook, "\uffff"]);
  const [keys, values] = await Promise.all([db.getAllKeys("tapes", own), db.getAll("tapes", own)]);
  return new Map(keys.flatMap(([, cell], at) => (isKept(values[at]) ? [[cell, values[at].packed]] : [])));
}

/** Null takes it off the shelf. */
export async function keepTape(notebook: string, cell: string, packed: unknown): Promise<void> {
  const db = await database();
  if (packed === null) {
    await db.delete("tapes", [notebook, cell]);
    return;
  }
  await db.put("tapes", { at: Date.now(), packed }, [notebook, cell]);
  const keys = await db.getAllKeys("tapes");
  if (keys.length <= MOST_TAPES) return;
  const ages = await Promise.all(
    keys.map(async (key) => {
      const raw: unknown = await db.get("tapes", key);
      return { key, at: isKept(raw) ? raw.at : 0 };
    }),
  );
  ages.sort((a, b) => a.at - b.at);
  for (const { key } of ages.slice(0, keys.length - MOST_TAPES)) await db.delete("tapes", key);
}
