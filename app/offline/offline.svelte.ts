/** The page's side of being offline: how far the saving is, whether a newer version waits, and what it has to wait for. */
import { dev, version } from "$app/environment";
import { resolve } from "$app/paths";
import { SvelteSet } from "svelte/reactivity";
import { atRest } from "../page/at-rest.ts";
import { cacheOf, TAKE_OVER, WHOLE, type Told } from "./messages.ts";

/** Saving begins once the page has been at rest for so long: the learner's first run comes first. */
const REST_MS = 2500;
/** A tab that stays open for days still hears of a new version. */
const ASK_MS = 3_600_000;

export type Saved = Told | { readonly state: "unasked" };

class Offline {
  saved = $state.raw<Saved>({ state: "unasked" });
  /** The version that waits to take over. */
  newer = $state.raw<ServiceWorker | null>(null);
  isConnected = $state(true);
  /** Why an update has to wait, or null. */
  readonly whyNot: string | null = $derived.by(() => {
    for (const why of this.#holds) {
      const words = why();
      if (words !== null) return words;
    }
    return null;
  });
  readonly #holds = new SvelteSet<() => string | null>();
  #isTakingOver = false;

  /** An update waits for as long as this answers with a reason. Returns how to let go. */
  hold(why: () => string | null): () => void {
    this.#holds.add(why);
    return () => this.#holds.delete(why);
  }

  /** Once a page's life: watches the network, and begins to save when there is time. */
  start(): void {
    const connection = () => (this.isConnected = navigator.onLine);
    connection();
    addEventListener("online", connection);
    addEventListener("offline", connection);
    if (dev || !("serviceWorker" in navigator) || !("caches" in globalThis)) return;
    // Held until the page goes: this version's files stay that long.
    void navigator.locks.request(cacheOf(version), { mode: "shared" }, () => new Promise(() => undefined));
    navigator.serviceWorker.addEventListener("message", ({ data }: MessageEvent<Told>) => this.#hear(data));
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      if (this.#isTakingOver) location.reload();
    });
    void this.#lookAtOnes();
    const soon = () => setTimeout(() => atRest(() => void this.#register()), REST_MS);
    if (document.readyState === "complete") soon();
    else addEventListener("load", soon, { once: true });
  }

  /** The waiting version takes over, and this page comes anew in it. */
  update(): void {
    if (this.whyNot !== null) return;
    this.#isTakingOver = true;
    this.newer?.postMessage(TAKE_OVER);
  }

  async #lookAtOnes(): Promise<void> {
    const whole = await caches.match(WHOLE, { cacheName: cacheOf(version) });
    if (whole) this.saved = { state: "ready", ...((await whole.json()) as { bytes: number }) };
  }

  async #register(): Promise<void> {
    try {
      const registration = await navigator.serviceWorker.register(`${resolve("/")}service-worker.js`, {
        updateViaCache: "none",
      });
      this.#watch(registration);
      setInterval(() => void registration.update().catch(() => undefined), ASK_MS);
    } catch (error) {
      // With no network and an older version here, all is well; only a first visit has something to say.
      if (this.saved.state === "unasked") {
        this.saved = { state: "failed", why: error instanceof Error ? error.message : String(error) };
      }
    }
  }

  #watch(registration: ServiceWorkerRegistration): void {
    const look = () => {
      // The first version has nobody to wait for.
      this.newer = navigator.serviceWorker.controller ? registration.waiting : null;
    };
    look();
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", look);
    });
  }

  #hear(told: Told): void {
    // What is saved now may be the next version; this one stays ready meanwhile.
    if (this.saved.state === "ready") return;
    this.saved = told;
  }
}

export const offline = new Offline();
