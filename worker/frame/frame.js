// Runs inside the sandboxed frame, whose origin is opaque and whose policy allows no connection. It is handed the kernel's text
// and one port, and builds the worker from a data: URL, so that the worker's origin is opaque too. The port is all the kernel needs: a
// cell that called the worker's own postMessage in a loop could fill this frame's queue, and close() would look like a crash.
const bootstrap = `addEventListener("message", async ({ data }) => {
  const url = URL.createObjectURL(new Blob([data.kernel], { type: "text/javascript" }));
  await import(url);
  URL.revokeObjectURL(url);
  const tell = postMessage;
  delete globalThis.postMessage;
  delete globalThis.close;
  dispatchEvent(new MessageEvent("message", { data: { type: "slope:port", port: data.port } }));
  tell("ready");
}, { once: true });`;

addEventListener(
  "message",
  ({ data, source, ports }) => {
    if (source !== parent || data?.type !== "slope:boot") return;
    const tell = (type, why) => parent.postMessage({ type, why }, "*");
    try {
      const worker = new Worker(`data:text/javascript,${encodeURIComponent(bootstrap)}`, { type: "module" });
      worker.onmessage = () => {
        worker.onmessage = null;
        tell("slope:ready", null);
      };
      worker.onerror = (event) => tell("slope:died", event.message ?? null);
      worker.postMessage({ kernel: data.kernel, port: ports[0] }, [ports[0]]);
    } catch (error) {
      tell("slope:died", String(error));
    }
  },
  { once: true },
);

// The worker has a thread of its own, so this frame answers even while a cell holds it; only a dead process does not.
addEventListener("message", ({ data, source }) => {
  if (source === parent && data?.type === "slope:pulse") parent.postMessage({ type: "slope:pulse" }, "*");
});
