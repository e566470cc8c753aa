/**
 * One sandbox: a frame with an opaque origin and a policy that allows no connection, and the kernel's worker inside it. Built from
 * `srcdoc`, never `src`: a sandboxed frame bypasses the service worker, so `src` would fail offline.
 */
import frame from "../generated/frame.html?raw";
import kernelUrl from "../generated/kernel.js?url";

export interface Sandbox {
  readonly port: MessagePort;
  /** Called when the worker dies by itself; null where nobody could say why, as with a process that ran out of memory. */
  ondeath: (why: string | null) => void;
  /** Whether the frame still answers, as it does while a cell holds the worker's thread. A frame whose process has died says nothing. */
  isThere(): Promise<boolean>;
  /** Ends the worker whatever it is doing. */
  destroy(): void;
}

/** How long a kernel may take to boot before it counts as failed. */
const BOOT_LIMIT_MS = 20_000;
const ANSWER_LIMIT_MS = 3_000;

let kernelText: Promise<string> | null = null;

/** Fetched once; the sandbox can fetch nothing itself. */
function loadKernel(): Promise<string> {
  kernelText ??= fetch(kernelUrl).then(
    (response) => {
      if (!response.ok) throw new Error(`the kernel's file answered ${response.status}`);
      return response.text();
    },
    (error: unknown) => {
      throw new Error(`the kernel's file could not be fetched (${String(error)})`);
    },
  );
  kernelText.catch(() => (kernelText = null));
  return kernelText;
}

export async function createSandbox(): Promise<Sandbox> {
  const kernel = await loadKernel();
  const element = document.createElement("iframe");
  element.setAttribute("sandbox", "allow-scripts");
  element.title = "Slope kernel";
  element.hidden = true;
  element.tabIndex = -1;
  element.srcdoc = frame;
  const channel = new MessageChannel();
  const sandbox: Sandbox = {
    port: channel.port1,
    ondeath: () => undefined,
    isThere: () =>
      new Promise((resolve) => {
        if (isGone) resolve(false);
        waiting.add(() => resolve(true));
        setTimeout(() => resolve(false), ANSWER_LIMIT_MS);
        element.contentWindow?.postMessage({ type: "slope:pulse" }, "*");
      }),
    destroy: () => {
      removeEventListener("message", listen);
      channel.port1.close();
      element.remove();
    },
  };
  const waiting = new Set<() => void>();
  let isGone = false;
  let settle: { ready: () => void; failed: (why: Error) => void } | null = null;

  function listen({ source, data }: MessageEvent<unknown>): void {
    if (source !== element.contentWindow || typeof data !== "object" || data === null || !("type" in data))
      return;
    if (data.type === "slope:pulse") {
      for (const answer of waiting) answer();
      waiting.clear();
    }
    if (data.type === "slope:ready") settle?.ready();
    if (data.type === "slope:died") {
      const why = "why" in data && typeof data.why === "string" ? data.why : null;
      settle?.failed(new Error(why ?? "its worker ended"));
      sandbox.ondeath(why);
    }
  }

  // A port whose other end died with its process is closed at once (Chromium); elsewhere the silence is noticed.
  channel.port1.addEventListener("close", () => {
    isGone = true;
    settle?.failed(new Error("its process ended"));
    sandbox.ondeath(null);
  });
  addEventListener("message", listen);
  element.addEventListener("load", () => {
    // The frame's origin is opaque, so no target can be named; what is sent is our own kernel and a port.
    element.contentWindow?.postMessage({ type: "slope:boot", kernel }, "*", [channel.port2]);
  });
  document.body.append(element);
  try {
    await new Promise<void>((ready, failed) => {
      settle = { ready, failed };
      setTimeout(() => failed(new Error(`it did not start within ${BOOT_LIMIT_MS / 1000} s`)), BOOT_LIMIT_MS);
    });
  } catch (error) {
    sandbox.destroy();
    throw error;
  }
  return sandbox;
}
