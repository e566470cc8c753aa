/** A graph with its layout, which is made in a worker, and made again only when the graph's form changes, not its numbers. */
import type { Layout, LayoutRequest } from "./layout.ts";

let worker: Worker | null = null;
let requests = 0;

/** One worker for all graphs of the page. */
function layoutWorker(): Worker {
  worker ??= new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
  return worker;
}

export interface Drawn<Content> {
  readonly content: Content;
  readonly layout: Layout;
}

export class Placed<Content> {
  readonly #content: () => Content;
  readonly #form: (content: Content) => Omit<LayoutRequest, "id"> | null;
  #layout = $state.raw<{ readonly asked: string; readonly layout: Layout } | null>(null);
  readonly #asked: string = $derived.by(() => JSON.stringify(this.#form(this.#content())));
  readonly #fresh: Drawn<Content> | null = $derived.by(() =>
    this.#layout?.asked === this.#asked ? { content: this.#content(), layout: this.#layout.layout } : null,
  );
  /** What was last drawn, kept in sight until the next layout is there. */
  #before: Drawn<Content> | null = null;

  constructor(content: () => Content, form: (content: Content) => Omit<LayoutRequest, "id"> | null) {
    this.#content = content;
    this.#form = form;
    $effect(() => {
      if (this.#fresh !== null) this.#before = this.#fresh;
    });
    $effect(() => {
      const request = JSON.parse(this.#asked) as Omit<LayoutRequest, "id"> | null; // the string made above
      if (request === null) return;
      const id = (requests += 1);
      const asked = this.#asked;
      const target = layoutWorker();
      const take = ({ data }: MessageEvent<Layout>) => {
        if (data.id === id) this.#layout = { asked, layout: data };
      };
      target.addEventListener("message", take);
      target.postMessage({ ...request, id });
      return () => target.removeEventListener("message", take);
    });
  }

  /** Null until the first layout is there. */
  get drawn(): Drawn<Content> | null {
    return this.#fresh ?? this.#before;
  }
}
