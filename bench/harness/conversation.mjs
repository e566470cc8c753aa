// Requests to another process and their answers, matched by number; one that stays silent is stopped.

/**
 * @param send posts a numbered message
 * @param stop ends the process
 * @returns `call(message, timeoutMs)`; `settle(answer)` and `end()` are for what arrives
 */
export function conversation({ send, stop }) {
  const waiting = new Map();
  let sequence = 0;
  let gone = false;

  function settle(answer) {
    waiting.get(answer.sequence)?.(answer);
    waiting.delete(answer.sequence);
  }

  function end(error = "the process ended") {
    gone = true;
    for (const key of [...waiting.keys()]) settle({ sequence: key, ok: false, error, gone: true });
  }

  function call(message, timeoutMs) {
    if (gone) return Promise.resolve({ ok: false, error: "the process is gone", gone: true });
    const key = ++sequence;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        end(`no answer in ${timeoutMs / 1000} s`);
        stop();
      }, timeoutMs);
      waiting.set(key, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      send({ ...message, sequence: key });
    });
  }

  return { call, settle, end };
}
