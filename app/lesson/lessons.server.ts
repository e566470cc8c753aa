/** The lessons, read and checked at build time: a broken one fails the build with its file and line. */
import outline from "#lessons/course.json";
import { checkLessons, readCourse } from "../document/course.ts";

const files = Object.entries(
  import.meta.glob<string>("/lessons/*.md", { eager: true, query: "?raw", import: "default" }),
)
  .filter(([path]) => !path.endsWith("README.md"))
  .map(([path, markdown]) => ({ path: path.slice(1), markdown }));

export const lessons = checkLessons(files);
export const course = readCourse(outline, lessons);
