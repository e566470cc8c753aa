/** A graph's layout, made in a worker and made again only when its form changes, not its numbers. */
import type { Layout, LayoutRequest } from "./layout.ts";

let worker: Worker | null = null;
let requests = 0;

/** One worker for all graphs of the page. */
function layoutWorker(): Worker {
  worker ??= new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
  return worker;
}

export class Placed {
  /** The newest layout; null until the first is there. */
  layout = $state.raw<Layout | null>(null);

  constructor(form: () => Omit<LayoutRequest, "id"> | null) {
    const asked = $derived(JSON.stringify(form()));
    $effect(() => {
      const request = JSON.parse(asked) as Omit<LayoutRequest, "id"> | null; // the string made above
      if (request === null) return;
      const id = (requests += 1);
      const target = layoutWorker();
      const take = ({ data }: MessageEvent<Layout>) => {
        if (data.id === id) this.layout = data;
      };
      target.addEventListener("message", take);
      target.postMessage({ ...request, id });
      return () => target.removeEventListener("message", take);
    });
  }
}
