import { lessons } from "../../lesson/lessons.server.ts";

export const load = () => ({
  terms: lessons
    .flatMap(({ id, title, terms }) =>
      Object.entries(terms).map(([term, definition]) => ({ term, definition, lesson: { id, title } })),
    )
    .sort((a, b) => a.term.localeCompare(b.term, "en")),
});
