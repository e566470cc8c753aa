/** One tab writes a notebook at a time, and another may take over. Where the browser has no locks, the revisions in the store still keep tabs apart. */

export interface Hold {
  /** Whether this tab may write. */
  readonly isMine: boolean;
  /** Resolves when the other tab has let go and this one may write; at once where it may already. */
  readonly free: Promise<void>;
  /** Resolves when another tab wants to write, or has taken it without an answer: what is typed here is to be kept, and released. */
  readonly wanted: Promise<void>;
  /** Asks the other tab to let go; one that does not answer is not waited for. `free` resolves then. */
  takeOver(): Promise<void>;
  release(): void;
}

type Locks = Pick<LockManager, "request">;

/** A tab that holds its thread, or sleeps in the background, does not answer. */
const PATIENCE_MS = 2000;

export async function holdNotebook(
  id: string,
  locks: Locks | null = typeof navigator !== "undefined" && "locks" in navigator ? navigator.locks : null,
  patience = PATIENCE_MS,
): Promise<Hold> {
  if (locks === null) return unguarded;
  const name = `slope:notebook:${id}`;
  const channel = new BroadcastChannel(name);
  const wanted = signal();
  const free = signal();
  const released = signal();
  const waiting = new AbortController();
  channel.onmessage = () => isHeld && wanted.give();
  let isHeld = false;
  const held = () => {
    isHeld = true;
    free.give();
    return released.given;
  };
  // A lock that is taken away rejects what held it.
  const lost = () => isHeld && wanted.give();

  const isMine = await new Promise<boolean>((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : held();
      })
      .catch((error: unknown) => (isHeld ? lost() : reject(error as Error))); // a DOMException
  });
  if (!isMine) locks.request(name, { signal: waiting.signal }, held).catch(lost);

  return {
    isMine,
    free: free.given,
    wanted: wanted.given,
    async takeOver() {
      channel.postMessage("wanted");
      await Promise.race([free.given, new Promise((resolve) => setTimeout(resolve, patience))]);
      if (isHeld) return;
      waiting.abort();
      locks.request(name, { steal: true }, held).catch(lost);
      await free.given;
    },
    release() {
      isHeld = false;
      channel.close();
      waiting.abort();
      released.give();
    },
  };
}

const unguarded: Hold = {
  isMine: true,
  free: Promise.resolve(),
  wanted: new Promise(() => undefined),
  takeOver: () => Promise.resolve(),
  release: () => undefined,
};

/** A promise that is kept by hand. */
function signal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
}
