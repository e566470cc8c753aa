/** The lessons of the checkout, read and held to each other, and the data sets beside them. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { checkLessons } from "../../app/document/course.ts";
import type { Lesson } from "../../app/document/lesson.ts";

export interface ReadLesson {
  readonly lesson: Lesson;
  readonly markdown: string;
  /** `lessons/autograd.md` */
  readonly path: string;
}

/** @throws LessonError for a lesson that is broken */
export async function readLessonFiles(root: string): Promise<ReadLesson[]> {
  const names = (await readdir(path.join(root, "lessons"))).filter(
    (name) => name.endsWith(".md") && name !== "README.md",
  );
  const files = await Promise.all(
    names.sort().map(async (name) => ({
      path: `lessons/${name}`,
      markdown: await readFile(path.join(root, "lessons", name), "utf8"),
    })),
  );
  return checkLessons(files).map((lesson, at) => ({ lesson, ...files[at] }));
}

/** @throws LessonError for a lesson that is broken */
export async function readLessons(root: string): Promise<Lesson[]> {
  return (await readLessonFiles(root)).map(({ lesson }) => lesson);
}

/** The bytes of `lessons/data/<name>.csv.gz`, as the site would serve them. */
export async function readDataset(root: string, name: string): Promise<ArrayBuffer> {
  const folder = path.join(root, "lessons/data");
  const known = (await readdir(folder)).filter((file) => file.endsWith(".csv.gz"));
  if (!known.includes(`${name}.csv.gz`)) {
    const names = known.map((file) => file.replace(".csv.gz", "")).join(", ");
    throw new Error(`there is no data set "${name}". The lessons have ${names}.`);
  }
  const bytes = await readFile(path.join(folder, `${name}.csv.gz`));
  return Uint8Array.from(bytes).buffer;
}
