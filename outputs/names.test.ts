import { expect, it } from "vitest";
import { providedNames } from "./kinds.ts";

const declarations = import.meta.glob<string>("./*/names.d.ts", {
  eager: true,
  query: "?raw",
  import: "default",
});

it("declares for the editor exactly the names that cells get", () => {
  const declared = Object.values(declarations).flatMap((text) =>
    [...text.matchAll(/^declare (?:function|const) (\w+)/gm)].map(([, name]) => name),
  );
  expect(declared.toSorted()).toEqual([...providedNames].toSorted());
});
