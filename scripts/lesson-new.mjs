// Writes the skeleton of a lesson that passes its check: `npm run lesson:new -- gumbel-softmax`. The course must have planned it.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./site/stamp.mjs";

const [id = "", ...rest] = process.argv.slice(2);
const refuse = (message) => {
  console.error(message);
  process.exit(2);
};
if (!/^[a-z][a-z0-9-]*$/.test(id) || rest.length > 0) {
  refuse("Write `npm run lesson:new -- <id>`; an id is lower-case words joined by hyphens.");
}
const file = join(root, "lessons", `${id}.md`);
if (existsSync(file)) refuse(`lessons/${id}.md is there already.`);

const { parts } = JSON.parse(await readFile(join(root, "lessons/course.json"), "utf8"));
const plan = parts.flatMap(({ lessons }) => lessons).find((lesson) => lesson.id === id);
if (!plan)
  refuse(`lessons/course.json has no \`${id}\`. Add it to a part first, with its title and summary.`);

const hint = (words) => `:::hint\n${words}\n:::\n`;
const fence = (opener, ...code) => `\`\`\`ts ${opener}\n${code.join("\n")}\n\`\`\`\n`;
const skeleton = [
  `---\ntitle: ${JSON.stringify(plan.title)}\nid: ${id}\nversion: 1\nneeds: []\nminutes: 25\nsummary: ${JSON.stringify(plan.summary)}\n---\n`,
  "One idea a screen.\n",
  ":::note[Guess first]{try}\nWhat will the next cell show?\n:::\n",
  fence("{#first}", "const first = tensor([1, 2, 3]).sum().item();", "first;"),
  'It is :claim[6]{of="first"}.\n',
  "::::exercise[Double it]{#double}\nWrite `double`: it gives twice what it is given.\n",
  fence("{.starter}", "const double = (x: Tensor) => x;"),
  fence("{.check}", 'expect(() => double(tensor([1, 2])), "double([1, 2])").toBeCloseTo([2, 4]);'),
  hint("What is twice a number?"),
  hint("$2x = x + x$."),
  hint("Tensors have `mul`."),
  fence("{.solution}", "const double = (x: Tensor) => x.mul(2);"),
  fence('{.wrong reply="Entry [0] is 1, not 2"}', "const double = (x: Tensor) => x.pow(2);"),
  fence('{.wrong reply="Entry [0] is 3, not 2"}', "const double = (x: Tensor) => x.add(2);"),
  fence('{.wrong reply="Is there a return"}', "const double = (x: Tensor) => {", "  x.mul(2);", "};"),
  "::::\n",
  "::::quiz[One question]{#one-question}\nWhat is the sum of 1, 2 and 3?\n",
  "- [x] 6\n\n  Three and three.\n",
  "- [ ] 5\n\n  **One was left out.** Count again.\n",
  "::::\n",
  "## What you can now say\n\n- One sentence for each idea.\n",
  ":::note{presenter}\nWhat to ask the room.\n:::\n",
];
await writeFile(file, skeleton.join("\n"));
console.log(`lessons/${id}.md is there. \`npm run lesson:check -- ${id}\` checks it.`);
