/** After one visit everything is here: pages, lessons, editor, kernel, data sets. A new version waits until it is asked for. */
import { base, build, files, prerendered, version as name } from "$service-worker";
import { answer, bring, tidy, type Version } from "./files.ts";
import { TAKE_OVER, type Told } from "./messages.ts";

// The generated types of a worker's global object are those of any worker.
const worker = globalThis as unknown as ServiceWorkerGlobalScope;

const lost = `${base}/404.html`;
/** Formulas have their fonts in three formats; every browser that gets here takes the smallest. */
const isSpare = (path: string) => /\/KaTeX_[^/]+\.(ttf|woff)$/.test(path) || path.endsWith("/README.md");

const version: Version = {
  name,
  paths: [...build, ...files, ...prerendered, lost].filter((path) => !isSpare(path)),
  maybe: prerendered.filter((path) => path.endsWith("/")).map((path) => `${path}__data.json`),
};

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", (event) => {
  if (event.data === TAKE_OVER) event.waitUntil(worker.skipWaiting());
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  // Whether there is a newer version only the network knows.
  const isOurs = url.origin === worker.location.origin && !url.pathname.endsWith("/version.json");
  if (request.method === "GET" && isOurs) event.respondWith(answer(request, version, lost));
});

async function install(): Promise<void> {
  let told = 0;
  try {
    const bytes = await bring(version, (done, of) => {
      const isWorthTelling = done - told >= of / 50;
      if (!isWorthTelling) return;
      told = done;
      void tell({ state: "saving", done, of });
    });
    await tell({ state: "ready", bytes });
  } catch (error) {
    await tell({ state: "failed", why: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

async function activate(): Promise<void> {
  // The first visit's page is served from here at once; later versions take over what an older one had.
  await worker.clients.claim();
  await tidy(version.name);
}

async function tell(told: Told): Promise<void> {
  const pages = await worker.clients.matchAll({ includeUncontrolled: true, type: "window" });
  for (const page of pages) page.postMessage(told);
}
