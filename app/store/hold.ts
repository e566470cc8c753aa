/** One tab writes a notebook at a time. Where the browser has no locks, the revisions in the store still keep tabs apart. */

export interface Hold {
  /** Whether this tab may write. */
  readonly isMine: boolean;
  /** Resolves when the other tab has let go and this one may write; at once where it may already. */
  readonly free: Promise<void>;
  release(): void;
}

type Locks = Pick<LockManager, "request">;

export async function holdNotebook(
  id: string,
  locks: Locks | null = typeof navigator !== "undefined" && "locks" in navigator ? navigator.locks : null,
): Promise<Hold> {
  if (locks === null) return { isMine: true, free: Promise.resolve(), release: () => undefined };
  const name = `slope:notebook:${id}`;
  const gone = new AbortController();
  let release = () => gone.abort();
  const untilReleased = new Promise<void>((resolve) => {
    release = () => {
      gone.abort();
      resolve();
    };
  });

  const isMine = await new Promise<boolean>((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : untilReleased;
      })
      .catch(reject);
  });
  if (isMine) return { isMine, free: Promise.resolve(), release };
  const free = new Promise<void>((resolve) => {
    locks
      .request(name, { signal: gone.signal }, () => {
        resolve();
        return untilReleased;
      })
      // Released while it waited: nobody asks any more.
      .catch(() => undefined);
  });
  return { isMine, free, release };
}
