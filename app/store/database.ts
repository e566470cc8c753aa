/** The one database of this site in this browser. What is in it is a learner's only copy: stores are added, never dropped. */
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from "idb";

export interface SlopeDB extends DBSchema {
  /** A lesson's changed cells, by lesson and version. What is stored is parsed before it is believed. */
  drafts: { key: string; value: unknown };
  /** My notebooks, by id. */
  notebooks: { key: string; value: unknown };
  /** Earlier texts of them. */
  history: { key: number; value: unknown; indexes: { notebook: string } };
  /** What a learner has done of a lesson, by lesson and version. */
  progress: { key: string; value: unknown };
  /** What a lesson or a notebook showed when it was left, by the same keys. */
  visits: { key: string; value: unknown };
  /** The tapes of its trainings, by the same keys and the cell. */
  tapes: { key: [notebook: string, cell: string]; value: unknown };
}

let opened: Promise<IDBPDatabase<SlopeDB>> | null = null;

export function database(): Promise<IDBPDatabase<SlopeDB>> {
  if (opened) return opened;
  const opening = openStores().catch((error: unknown) => {
    throw error instanceof DOMException && error.name === "VersionError" ? new NewerStoreError() : error;
  });
  opened = opening;
  opening.catch(() => (opened = null));
  return opening;
}

/** What is kept is left as it is: this page does not know what a newer one has put there. */
class NewerStoreError extends Error {
  override readonly name = "NewerStoreError";
  constructor() {
    super("What this browser keeps was written by a newer Slope. Reload the page to get the newest one.");
  }
}

function openStores(): Promise<IDBPDatabase<SlopeDB>> {
  return openDB<SlopeDB>("slope", 5, {
    upgrade(db, from) {
      if (from < 1) db.createObjectStore("drafts");
      if (from < 2) {
        db.createObjectStore("notebooks");
        db.createObjectStore("history", { autoIncrement: true }).createIndex("notebook", "notebook");
      }
      if (from < 3) db.createObjectStore("progress");
      if (from < 4) db.createObjectStore("visits");
      if (from < 5) db.createObjectStore("tapes");
    },
    // A newer page in another tab, or "erase my data", must not wait for this one.
    blocking: () => void closeDatabase(),
    terminated: () => (opened = null),
  });
}

async function closeDatabase(): Promise<void> {
  const closing = opened;
  opened = null;
  (await closing)?.close();
}

/** "Erase my data": every notebook, edit and setting that this site keeps in this browser. */
export async function eraseEverything(): Promise<void> {
  await closeDatabase();
  await deleteDB("slope");
  for (const key of Object.keys(localStorage)) if (key.startsWith("slope:")) localStorage.removeItem(key);
}
