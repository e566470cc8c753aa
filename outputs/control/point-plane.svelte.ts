/** What happens on the plane of a point editor: points come, move and go, by pointer or by keys. Drawn by `PointEditor.svelte`. */
import type { PointEditor } from "./payload.ts";
import { fromFlat, MOST_POINTS, onGrid, type Point, toFlat } from "./points.ts";

/** Of the drawing; the page makes it as large as it likes. */
export const WIDTH = 400;
export const HEIGHT = 300;
/** A finger is this wide, in units of the drawing. */
const REACH = 14;

interface Place {
  readonly x: number;
  readonly y: number;
}

const arrows: Partial<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class PointPlane {
  readonly #control: () => PointEditor;
  readonly #value: () => readonly number[];
  readonly #send: (value: number[]) => void;
  #group = $state(0);
  #selected = $state<number | null>(null);
  #dragging = false;
  /** Where the keyboard is; null while the pointer does the work. */
  #cross = $state.raw<Place | null>(null);
  readonly points: readonly Point[] = $derived.by(() => fromFlat(this.#value(), this.#control()));

  constructor(control: () => PointEditor, value: () => readonly number[], send: (value: number[]) => void) {
    this.#control = control;
    this.#value = value;
    this.#send = send;
  }

  /** Of the points that are put next. */
  get group(): number {
    return Math.min(this.#group, this.#control().groups - 1);
  }
  set group(group: number) {
    this.#group = group;
  }
  get selected(): number | null {
    return this.#selected !== null && this.#selected < this.points.length ? this.#selected : null;
  }
  get cross(): Place | null {
    return this.#cross;
  }

  across(x: number): number {
    const [low, high] = this.#control().x;
    return ((x - low) / (high - low)) * WIDTH;
  }

  down(y: number): number {
    const [low, high] = this.#control().y;
    return HEIGHT - ((y - low) / (high - low)) * HEIGHT;
  }

  /** A finger or a button comes down: on a point it takes it, elsewhere it puts one. */
  start(left: number, top: number): void {
    this.#cross = null;
    this.#dragging = true;
    this.#selected = this.#nearest(left, top);
    if (this.#selected === null) this.#add(this.#at(left, top));
  }

  drag(left: number, top: number): void {
    if (this.#dragging) this.#move(this.#at(left, top));
  }

  drop(): void {
    this.#dragging = false;
  }

  remove(): void {
    const { selected } = this;
    if (selected === null) return;
    this.#selected = null;
    this.#set(this.points.filter((_, at) => at !== selected));
  }

  clear(): void {
    this.#selected = null;
    this.#set([]);
  }

  /** @returns whether the key means something here */
  press(key: string, isFine: boolean): boolean {
    const arrow = arrows[key];
    if (arrow) this.#step(arrow, isFine ? 2 : 10);
    else if (key === "Enter" || key === " ") this.#enter();
    else if (key === "PageDown" || key === "PageUp") this.#next(key === "PageDown" ? 1 : -1);
    else if (key === "Delete" || key === "Backspace") this.remove();
    else if (/^\d$/.test(key) && Number(key) < this.#control().groups) this.#group = Number(key);
    else return false;
    return true;
  }

  #step([right, below]: readonly [number, number], size: number): void {
    const { selected } = this;
    const from = selected === null ? (this.#cross ?? this.#middle()) : this.points[selected];
    const to = this.#at(this.across(from.x) + right * size, this.down(from.y) + below * size);
    if (selected === null) this.#cross = to;
    else this.#move(to);
  }

  /** Puts a point where the cross is, or lets go of the one that is taken. */
  #enter(): void {
    const { selected } = this;
    if (selected === null) {
      this.#add(this.#cross ?? this.#middle());
      return;
    }
    this.#cross = this.points[selected];
    this.#selected = null;
  }

  #next(step: number): void {
    const { length } = this.points;
    if (length > 0) this.#selected = ((this.selected ?? -step) + step + length) % length;
  }

  #add(place: Place): void {
    if (this.points.length >= MOST_POINTS) return;
    const next = [...this.points, { x: place.x, y: place.y, group: this.group }];
    this.#set(next);
    this.#selected = next.length - 1;
  }

  #move({ x, y }: Place): void {
    const { selected } = this;
    if (selected === null) return;
    this.#set(this.points.map((point, at) => (at === selected ? { ...point, x, y } : point)));
  }

  #nearest(left: number, top: number): number | null {
    const distances = this.points.map(({ x, y }) => Math.hypot(this.across(x) - left, this.down(y) - top));
    const least = Math.min(...distances);
    return least <= REACH ? distances.indexOf(least) : null;
  }

  #at(left: number, top: number): Place {
    const { x, y } = this.#control();
    return {
      x: onGrid(x[0] + (left / WIDTH) * (x[1] - x[0]), x),
      y: onGrid(y[0] + (1 - top / HEIGHT) * (y[1] - y[0]), y),
    };
  }

  #middle(): Place {
    return this.#at(WIDTH / 2, HEIGHT / 2);
  }

  #set(points: readonly Point[]): void {
    this.#send(toFlat(points));
  }
}
