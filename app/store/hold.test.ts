import { expect, it } from "vitest";
import { holdNotebook } from "./hold.ts";

/** As much of the browser's locks as is used: first come, first served, and one that is taken away rejects. */
function someLocks(): Pick<LockManager, "request"> {
  let holder: { readonly end: (error: unknown) => void } | null = null;
  const queue: (() => void)[] = [];
  const request = (name: string, options: LockOptions, then: LockGrantedCallback<unknown>) =>
    new Promise<unknown>((resolve, reject) => {
      const grant = () => {
        const mine = (holder = { end: reject });
        const done = () => {
          if (holder !== mine) return;
          holder = null;
          queue.shift()?.();
        };
        void Promise.resolve(then({ name, mode: "exclusive" })).then((value) => {
          resolve(value);
          done();
        });
      };
      if (options.steal) {
        holder?.end(new DOMException("taken away", "AbortError"));
        grant();
      } else if (holder === null) grant();
      else if (options.ifAvailable) resolve(then(null));
      else {
        queue.push(grant);
        options.signal?.addEventListener("abort", () => {
          if (queue.includes(grant)) queue.splice(queue.indexOf(grant), 1);
          reject(new DOMException("not waited for", "AbortError"));
        });
      }
    });
  // The overloads are one function.
  return { request: request as LockManager["request"] };
}

it("lets one tab write, and the next one when it lets go", async () => {
  const locks = someLocks();
  const first = await holdNotebook("a", locks);
  const second = await holdNotebook("a", locks);
  expect([first.isMine, second.isMine]).toEqual([true, false]);
  first.release();
  await second.free;
  expect((await holdNotebook("a", locks)).isMine).toBe(false);
  second.release();
});

it("tells the tab that writes that another one wants to, which waits for it to let go", async () => {
  const locks = someLocks();
  const first = await holdNotebook("b", locks);
  const second = await holdNotebook("b", locks);
  let isTaken = false;
  const taken = second.takeOver().then(() => (isTaken = true));
  await first.wanted;
  expect(isTaken).toBe(false);
  first.release();
  await taken;
  second.release();
});

it("does not wait for a tab that does not answer, which hears that it has lost the notebook", async () => {
  const locks = someLocks();
  const first = await holdNotebook("c", locks, 5);
  const second = await holdNotebook("c", locks, 5);
  await second.takeOver();
  await second.free;
  await first.wanted;
  expect((await holdNotebook("c", locks)).isMine).toBe(false);
  first.release();
  second.release();
});
