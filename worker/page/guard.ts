/**
 * What a hostile kernel may say on its port: an answer to a question we asked, or a call of one of the page's two functions with plain
 * data. Comlink alone would also let it read and write any path of what the page exposes.
 */
import type { Endpoint } from "comlink";

const callable = new Set(["report", "dataset"]);

/** True for the messages that Comlink may see. */
export function isAllowed(data: unknown): boolean {
  if (!isRecord(data) || typeof data.id !== "string") return false;
  switch (data.type) {
    case "RAW":
      return true;
    case "HANDLER":
      return data.name === "throw";
    case "APPLY":
      return (
        Array.isArray(data.path) &&
        data.path.length === 1 &&
        callable.has(data.path[0] as string) &&
        Array.isArray(data.argumentList) &&
        data.argumentList.every((argument) => isRecord(argument) && argument.type === "RAW")
      );
    default:
      return false;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Our kernel sends some 30 reports a second and short answers; far more than that is meant to choke the page. */
const FLOOD_PER_SECOND = 1_000;

/**
 * The port as Comlink sees it: what is not allowed never arrives.
 * @param onflood called when more messages come in a second than any honest kernel sends
 */
export function guarded(port: MessagePort, onflood: () => void): Endpoint {
  let second = 0;
  let count = 0;
  port.addEventListener("message", () => {
    const now = Math.floor(performance.now() / 1000);
    count = now === second ? count + 1 : 1;
    second = now;
    if (count === FLOOD_PER_SECOND) onflood();
  });
  const wrappers = new Map<EventListenerOrEventListenerObject, (event: Event) => void>();
  return {
    postMessage: (message, transfer) => port.postMessage(message, transfer ?? []),
    start: () => port.start(),
    addEventListener: (type, listener) => {
      const filtered = (event: Event) => {
        if (!isAllowed((event as MessageEvent<unknown>).data)) return;
        if (typeof listener === "function") listener(event);
        else listener.handleEvent(event);
      };
      wrappers.set(listener, filtered);
      port.addEventListener(type, filtered);
    },
    removeEventListener: (type, listener) => {
      const filtered = wrappers.get(listener);
      if (filtered) port.removeEventListener(type, filtered);
      wrappers.delete(listener);
    },
  };
}
