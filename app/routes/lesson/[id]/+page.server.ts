import { error } from "@sveltejs/kit";
import type { Block } from "../../../document/lesson.ts";
import type { PageServerLoadEvent } from "./$types";
import { course, lessons } from "../../../lesson/lessons.server.ts";

/** They are for the headless check; a learner makes his own. */
function withoutWrongAnswers(block: Block): Block {
  return block.type === "exercise" ? { ...block, wrong: [] } : block;
}

export const entries = () => lessons.map(({ id }) => ({ id }));

export function load({ params }: PageServerLoadEvent) {
  const lesson = lessons.find(({ id }) => id === params.id);
  if (!lesson) error(404, `There is no lesson "${params.id}".`);
  const titles = new Map(lessons.map(({ id, title }) => [id, title]));
  const ready = course.flatMap((part) => part.lessons).filter((entry) => entry.lesson !== null);
  const next = ready.at(ready.findIndex(({ id }) => id === lesson.id) + 1);
  return {
    lesson: { ...lesson, blocks: lesson.blocks.map(withoutWrongAnswers) },
    needs: lesson.needs.map((id) => ({ id, title: titles.get(id) ?? id })),
    next: next === undefined ? null : { id: next.id, title: next.title },
  };
}
