/** Work for which nobody waits. */

/** Safari has no idle callbacks; a short pause stands in for one. */
export function atRest(work: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(work, { timeout: 10_000 });
  else setTimeout(work, 500);
}
