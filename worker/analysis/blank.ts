/**
 * Types become spaces, in place: what is left is JavaScript of the same length, so that a position in a stack trace is a
 * position in the editor. The rare places where a space would change the meaning (a line break before `(`) get the `;` or
 * bracket that keeps it, as ts-blank-space does, which is the oracle of the tests.
 */
import type { Problem, Range } from "../protocol.ts";
import { children, nameOf, nodeAt, nodesAt, type Node } from "./tree.ts";

export interface Blanked {
  readonly javascript: string;
  readonly problems: readonly Problem[];
}

export function blankTypes(code: string, program: Node, comments: readonly Range[]): Blanked {
  const blanker = new Blanker(code, comments);
  blanker.visit(program);
  return { javascript: blanker.result(), problems: blanker.problems };
}

/** Values that wear a type; every other TS node is a type through and through. */
const wrappers = /^TS(As|Satisfies|NonNull|Instantiation)Expression$|^TSTypeAssertion$|^TSParameterProperty$/;
export const isType = (node: Node) => node.type.startsWith("TS") && !wrappers.test(node.type);

/** Ends by a line break alone where no `;` is written. */
const endsByLineBreak = new Set([
  "ExpressionStatement",
  "VariableDeclaration",
  "ReturnStatement",
  "ThrowStatement",
  "PropertyDefinition",
]);

class Blanker {
  readonly problems: Problem[] = [];
  readonly #code: string;
  /** The text with comments as spaces: where keywords and punctuation are looked for. */
  readonly #bare: string;
  readonly #out: string[];
  /** Where each blanked stretch ends and begins, for statements that end with one. */
  readonly #startOfBlankEndingAt = new Map<number, number>();
  /** Characters that were put where a type was, and stay when the type itself is visited. */
  readonly #pinned = new Set<number>();

  constructor(code: string, comments: readonly Range[]) {
    this.#code = code;
    const bare = code.split("");
    for (const { start, end } of comments) spaces(bare, start, end);
    this.#bare = bare.join("");
    this.#out = code.split("");
  }

  result(): string {
    return this.#out.join("");
  }

  visit(node: Node): void {
    if (this.#erased(node) || isType(node)) return;
    this.#trim(node);
    for (const child of children(node)) this.visit(child);
    if (endsByLineBreak.has(node.type)) this.#keepEnd(node);
  }

  /** Nodes that are types and nothing else. */
  #erased(node: Node): boolean {
    switch (node.type) {
      case "TSTypeAliasDeclaration":
      case "TSInterfaceDeclaration":
      case "TSDeclareFunction":
      case "TSIndexSignature":
        this.#blankStatement(node.start, node.end);
        return true;
      case "TSEnumDeclaration":
        return this.#unlessDeclared(node, "enum", [
          "`enum` is not part of JavaScript and cannot be erased.",
          'Write a union, `type Colour = "red" | "green"`, or a plain object.',
        ]);
      case "TSModuleDeclaration":
        return this.#unlessDeclared(node, "namespace", [
          "`namespace` is not part of JavaScript and cannot be erased.",
          "A cell is a module already: declare the names at its top, or put them into an object.",
        ]);
      case "TSImportEqualsDeclaration":
      case "TSExportAssignment":
      case "TSNamespaceExportDeclaration":
        this.#refuse(
          node,
          "This form of import or export is not part of JavaScript.",
          'Write `import { name } from "slope"`.',
        );
        return true;
      case "ImportDeclaration":
      case "ExportNamedDeclaration":
      case "ExportDefaultDeclaration":
      case "ExportAllDeclaration":
        return this.#erasedModuleStatement(node);
      case "VariableDeclaration":
      case "ClassDeclaration":
        if (node["declare"] !== true) return false;
        this.#blankStatement(node.start, node.end);
        return true;
      case "PropertyDefinition":
        if (node["declare"] !== true && node["abstract"] !== true) return false;
        this.#blankStatement(node.start, node.end);
        return true;
      case "MethodDefinition":
        if (nodeAt(node, "value")?.type !== "TSDeclareMethod" && node["abstract"] !== true) return false;
        this.#blankStatement(node.start, node.end);
        return true;
      case "TSDeclareMethod":
      case "TSAbstractMethodDefinition":
      case "TSAbstractPropertyDefinition":
        this.#blankStatement(node.start, node.end);
        return true;
      case "TSTypeAnnotation":
      case "TSTypeParameterInstantiation":
      case "TSTypeParameterDeclaration":
        this.#blank(node.start, node.end);
        return true;
      case "Decorator":
        this.#refuse(
          node,
          "Decorators are not part of JavaScript yet.",
          "Call the function on the class instead.",
        );
        return true;
      default:
        return false;
    }
  }

  /** The types that hang on a node which itself stays. */
  #trim(node: Node): void {
    switch (node.type) {
      case "TSAsExpression": {
        this.#blankSuffix(node, "as");
        return;
      }
      case "TSSatisfiesExpression": {
        this.#blankSuffix(node, "satisfies");
        return;
      }
      case "TSNonNullExpression": {
        this.#blank(this.#bare.lastIndexOf("!", node.end - 1), node.end);
        return;
      }
      case "TSTypeAssertion": {
        this.#refuse(
          node,
          "A type in front of a value, `<T>x`, is read as a comparison in places.",
          "Write `x as T`.",
        );
        return;
      }
      case "TSParameterProperty": {
        this.#refuse(
          node,
          "A parameter that is also a property is not part of JavaScript.",
          "Declare the field in the class and assign to it in the constructor.",
        );
        return;
      }
      case "ImportDeclaration":
      case "ExportNamedDeclaration": {
        this.#blankTypeSpecifiers(node);
        return;
      }
      case "Identifier": {
        this.#blankMarks(node.start + nameOf(node).length, nodeAt(node, "typeAnnotation")?.start ?? node.end);
        return;
      }
      case "ArrayPattern":
      case "ObjectPattern": {
        const annotation = nodeAt(node, "typeAnnotation");
        if (annotation) this.#blankMarks(this.#lastBefore(annotation.start, /[\]}]/) + 1, annotation.start);
        else if (node["optional"] === true)
          this.#blankMarks(this.#lastBefore(node.end, /[\]}]/) + 1, node.end);
        return;
      }
      case "ClassDeclaration":
      case "ClassExpression": {
        this.#trimClass(node);
        return;
      }
      case "PropertyDefinition":
      case "MethodDefinition":
      case "AccessorProperty": {
        this.#trimMember(node);
        return;
      }
      case "FunctionDeclaration":
      case "FunctionExpression": {
        this.#trimThisParameter(node);
        return;
      }
      case "ArrowFunctionExpression": {
        this.#keepArrow(node);
        return;
      }
    }
  }

  #trimClass(node: Node): void {
    const head = nodeAt(node, "id")?.start ?? nodeAt(node, "body")?.start ?? node.end;
    const keyword = /\babstract\s+class\b/.exec(this.#bare.slice(node.start, head));
    if (node["abstract"] === true && keyword) {
      this.#blank(node.start + keyword.index, node.start + keyword.index + "abstract".length);
    }
    const implemented = nodesAt(node, "implements");
    if (implemented.length === 0) return;
    const start = this.#bare.lastIndexOf("implements", implemented[0].start);
    this.#blank(start, implemented.at(-1)!.end);
  }

  #trimMember(node: Node): void {
    const key = nodeAt(node, "key");
    if (!key) return;
    if (node.type === "AccessorProperty") {
      this.#refuse(node, "`accessor` is not part of JavaScript yet.", "Write `get` and `set`.");
    }
    const head = this.#bare.slice(
      node.start,
      node["computed"] === true ? this.#lastBefore(key.start, /\[/) : key.start,
    );
    const kept = /\b(?:static|async|get|set)\b|\*/.exec(head)?.index ?? head.length;
    for (const word of head.matchAll(
      /\b(?:public|private|protected|readonly|override|abstract|declare)\b/g,
    )) {
      const start = node.start + word.index;
      this.#blank(start, start + word[0].length);
      // A field above that ends by its line break would go on into `[` or `*`.
      if (word.index === 0 && kept > 0 && /^\s*[[*]/.test(this.#afterModifiers(start)))
        this.#out[start] = ";";
    }
    let keyEnd = key.end;
    if (node["computed"] === true) keyEnd = this.#bare.indexOf("]", key.end) + 1;
    const value = nodeAt(node, "value");
    const annotation = nodeAt(node, "typeAnnotation");
    const next = annotation?.start ?? value?.start ?? node.end;
    this.#blankMarks(keyEnd, next);
  }

  #afterModifiers(start: number): string {
    return this.#bare
      .slice(start)
      .replace(/^(?:(?:public|private|protected|readonly|override|abstract|declare)\s+)+/, "");
  }

  /** `this` as the first parameter is a type in disguise. */
  #trimThisParameter(node: Node): void {
    const first = nodesAt(node, "params").at(0);
    if (first?.type !== "Identifier" || nameOf(first) !== "this") return;
    const comma = /^\s*,/.exec(this.#bare.slice(first.end));
    this.#blank(first.start, first.end + (comma ? comma[0].length : 0));
  }

  /** No line may break between `async`, the parameters and `=>`, but types may hold line breaks. */
  #keepArrow(node: Node): void {
    const result = nodeAt(node, "returnType");
    if (result && this.#code.slice(result.start, result.end).includes("\n")) {
      const bracket = this.#lastBefore(result.start, /\)/);
      this.#blank(bracket, result.end);
      this.#out[bracket] = " ";
      this.#out[result.end - 1] = ")";
      this.#pinned.add(result.end - 1);
    }
    const generics = nodeAt(node, "typeParameters");
    if (node["async"] === true && generics && this.#code.slice(generics.start, generics.end).includes("\n")) {
      const bracket = this.#bare.indexOf("(", generics.end);
      this.#blank(generics.start, bracket + 1);
      this.#out[generics.start] = "(";
      this.#pinned.add(generics.start);
    }
  }

  #blankSuffix(node: Node, keyword: "as" | "satisfies"): void {
    const type = nodeAt(node, "typeAnnotation");
    if (type) this.#blank(this.#bare.lastIndexOf(keyword, type.start - 1), node.end);
  }

  #erasedModuleStatement(node: Node): boolean {
    const declaration = nodeAt(node, "declaration");
    const typeOnly = node["importKind"] === "type" || node["exportKind"] === "type";
    if (!typeOnly && !(declaration && /^TS(TypeAlias|Interface|DeclareFunction)/.test(declaration.type)))
      return false;
    this.#blankStatement(node.start, node.end);
    return true;
  }

  #blankTypeSpecifiers(node: Node): void {
    for (const specifier of nodesAt(node, "specifiers")) {
      if (specifier["importKind"] !== "type" && specifier["exportKind"] !== "type") continue;
      const comma = /^\s*,/.exec(this.#bare.slice(specifier.end));
      this.#blank(specifier.start, specifier.end + (comma ? comma[0].length : 0));
    }
  }

  #unlessDeclared(node: Node, word: string, [message, help]: [string, string]): boolean {
    if (node["declare"] === true || /^\s*declare\b/.test(this.#bare.slice(node.start))) {
      this.#blankStatement(node.start, node.end);
      return true;
    }
    const start = this.#bare.indexOf(word, node.start);
    this.problems.push({
      severity: "error",
      message,
      help,
      range:
        start < 0 || start > node.end ? firstLine(node, this.#code) : { start, end: start + word.length },
    });
    return true;
  }

  #refuse(node: Node, message: string, help: string): void {
    this.problems.push({ severity: "error", message, help, range: firstLine(node, this.#code) });
  }

  /** `x` newline `(y)` is two statements only as long as something ends the first. */
  #keepEnd(node: Node): void {
    const start = this.#startOfBlankEndingAt.get(node.end);
    if (start === undefined || this.#code[node.end - 1] === ";") return;
    if (!/^\s*\n\s*[([`+\-*/,.]/.test(this.#bare.slice(node.end))) return;
    this.#out[start] = ";";
  }

  #blankStatement(start: number, end: number): void {
    this.#blank(start, end);
    this.#out[start] = ";";
  }

  /** Blanks `?` and `!` after a name. */
  #blankMarks(start: number, end: number): void {
    const mark = /^\s*[?!]/.exec(this.#bare.slice(start, end));
    if (mark) this.#blank(start, start + mark[0].length);
  }

  #blank(start: number, end: number): void {
    const pinned = [...this.#pinned]
      .filter((at) => at >= start && at < end)
      .map((at) => [at, this.#out[at]] as const);
    spaces(this.#out, start, end);
    for (const [at, char] of pinned) this.#out[at] = char;
    const joined = this.#startOfBlankEndingAt.get(start) ?? start;
    this.#startOfBlankEndingAt.set(end, Math.min(joined, this.#startOfBlankEndingAt.get(end) ?? joined));
  }

  #lastBefore(end: number, what: RegExp): number {
    for (let at = end - 1; at >= 0; at -= 1) if (what.test(this.#bare[at])) return at;
    return 0;
  }
}

function spaces(text: string[], start: number, end: number): void {
  for (let at = start; at < end; at += 1) if (!/[\n\r\u2028\u2029]/.test(text[at])) text[at] = " ";
}

function firstLine(node: Node, code: string): { start: number; end: number } {
  const newline = code.indexOf("\n", node.start);
  return { start: node.start, end: newline < 0 ? node.end : Math.min(node.end, newline) };
}
