/** One turn of the event loop: lets messages (Stop, a moved slider, the heartbeat) in between two pieces of work. */

/** Node's own; a MessageChannel there would keep the process alive. */
const immediate = (globalThis as { setImmediate?: (callback: () => void) => unknown }).setImmediate;

const waiting: (() => void)[] = [];
let channel: MessageChannel | null = null;

/** `setTimeout(0)` takes 4 ms once it is nested: a third of a slice. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (immediate) immediate(resolve);
    else {
      waiting.push(resolve);
      port().postMessage(null);
    }
  });
}

function port(): MessagePort {
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.shift()?.();
  }
  return channel.port2;
}
