/** What the palette can open: the lessons of the course and the notebooks of this browser, by their titles. */
import { resolve } from "$app/paths";
import outline from "#lessons/course.json";
import { lessonIds } from "../mine/lesson-texts.ts";
import { listNotebooks } from "../store/notebooks.ts";

export interface Place {
  readonly title: string;
  readonly kind: "Lesson" | "Notebook";
  readonly address: string;
}

/** Without notebooks where the browser does not let them be read: the page says that elsewhere. */
export async function places(): Promise<readonly Place[]> {
  const written = new Set(lessonIds);
  const lessons = outline.parts
    .flatMap((part) => part.lessons)
    .filter(({ id }) => written.has(id))
    .map(({ id, title }): Place => ({ title, kind: "Lesson", address: resolve("/lesson/[id]", { id }) }));
  const { notebooks } = await listNotebooks().catch(() => ({ notebooks: [] }));
  const mine = notebooks
    .filter(({ removedAt }) => removedAt === null)
    .map(({ id, title }): Place => ({
      title,
      kind: "Notebook",
      address: `${resolve("/notebook/")}#n=${id}`,
    }));
  return [...lessons, ...mine];
}
