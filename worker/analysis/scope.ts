/**
 * Which names a cell declares, which it reads from elsewhere and which it assigns to. Scopes are JavaScript's own: `var` and
 * functions belong to their function, `let`, `const` and `class` to their block; types are passed over.
 */
import type { Range } from "../protocol.ts";
import { isType } from "./blank.ts";
import { children, isNode, nameOf, nodeAt, nodesAt, type Node } from "./tree.ts";

export interface Names {
  /** Declared at the cell's top, with the place of the declaration. */
  readonly declared: ReadonlyMap<string, Range>;
  /** Declared at the cell's top: each place, the declaration's among them. Some come twice. */
  readonly own: ReadonlyMap<string, readonly Range[]>;
  /** Imported, local name to the name that the module gives it (`*` for all). */
  readonly imported: ReadonlyMap<string, ImportedName>;
  /** Read but not declared here: each place. */
  readonly read: ReadonlyMap<string, readonly Range[]>;
  /** Assigned to but not declared here: each place. */
  readonly written: ReadonlyMap<string, readonly Range[]>;
}

export interface ImportedName {
  readonly name: string;
  readonly from: string;
  readonly range: Range;
}

export function findNames(program: Node): Names {
  const finder = new Finder();
  finder.program(program);
  return finder;
}

class Scope {
  readonly names = new Map<string, Range>();
  readonly parent: Scope | null;
  readonly holdsVar: boolean;

  constructor(parent: Scope | null, holdsVar: boolean) {
    this.parent = parent;
    this.holdsVar = holdsVar;
  }

  declare(name: string, range: Range): void {
    if (!this.names.has(name)) this.names.set(name, range);
  }

  /** The scope that a name is declared in, seen from here. */
  ownerOf(name: string): Scope | null {
    return this.names.has(name) ? this : (this.parent?.ownerOf(name) ?? null);
  }

  get ofVar(): Scope {
    return this.holdsVar || !this.parent ? this : this.parent.ofVar;
  }
}

class Finder implements Names {
  readonly own = new Map<string, Range[]>();
  readonly imported = new Map<string, ImportedName>();
  readonly read = new Map<string, Range[]>();
  readonly written = new Map<string, Range[]>();
  readonly #top = new Scope(null, true);

  get declared(): ReadonlyMap<string, Range> {
    return this.#top.names;
  }

  program(program: Node): void {
    this.#hoistVars(program, this.#top);
    this.#visitBlock(program, this.#top);
  }

  /** A `var` in any inner block belongs to the function from its first line on. */
  #hoistVars(node: Node, scope: Scope): void {
    for (const child of children(node)) {
      if (isType(child) || /Function|Class|StaticBlock/.test(child.type)) continue;
      if (child.type === "VariableDeclaration" && child["kind"] === "var")
        this.#declareVariables(child, scope);
      this.#hoistVars(child, scope);
    }
  }

  /** Declares what a block declares, before any of it is visited: a function may read a name that comes later. */
  #hoist(statements: readonly Node[], scope: Scope): void {
    for (const statement of statements) {
      const declaration = statement.type.startsWith("Export") ? nodeAt(statement, "declaration") : statement;
      if (!declaration || declaration["declare"] === true) continue;
      if (declaration.type === "VariableDeclaration") this.#declareVariables(declaration, scope);
      else if (declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration") {
        const id = nodeAt(declaration, "id");
        if (id) this.#declare(id, scope);
      }
    }
  }

  #declareVariables(declaration: Node, scope: Scope): void {
    const target = declaration["kind"] === "var" ? scope.ofVar : scope;
    for (const { id } of nodesAt(declaration, "declarations") as readonly (Node & { id?: unknown })[]) {
      if (isNode(id)) for (const name of boundNames(id)) this.#declare(name, target);
    }
  }

  #declare(id: Node, scope: Scope): void {
    scope.declare(nameOf(id), nameRange(id));
    if (scope === this.#top) note(this.own, id);
  }

  #visit(node: Node, scope: Scope): void {
    if (isType(node) || node["declare"] === true) return;
    switch (node.type) {
      case "Identifier": {
        this.#use(this.read, node, scope);
        return;
      }
      case "ImportDeclaration": {
        this.#import(node);
        return;
      }
      case "VariableDeclaration":
        this.#declareVariables(node, scope);
        {
          this.#visitChildren(node, scope);
          return;
        }
      case "VariableDeclarator": {
        this.#visitDeclarator(node, scope);
        return;
      }
      case "AssignmentExpression": {
        this.#visitAssignment(node, scope);
        return;
      }
      case "UpdateExpression": {
        const target = nodeAt(node, "argument")!;
        this.#assign(target, scope);
        this.#visit(target, scope);
        return;
      }
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement": {
        this.#visitLoop(node, scope);
        return;
      }
      case "BlockStatement":
      case "StaticBlock": {
        this.#visitBlock(node, new Scope(scope, node.type === "StaticBlock"));
        return;
      }
      case "SwitchStatement": {
        this.#visitSwitch(node, scope);
        return;
      }
      case "CatchClause": {
        this.#visitCatch(node, scope);
        return;
      }
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression": {
        this.#visitFunction(node, scope);
        return;
      }
      case "ClassDeclaration":
      case "ClassExpression": {
        this.#visitClass(node, scope);
        return;
      }
      case "UnaryExpression":
        // `typeof x` is how one asks whether there is an `x`.
        if (node["operator"] === "typeof" && nodeAt(node, "argument")?.type === "Identifier") {
          const asked = nodeAt(node, "argument")!;
          if (scope.ownerOf(nameOf(asked)) === this.#top) note(this.own, asked);
          return;
        }
        {
          this.#visitChildren(node, scope);
          return;
        }
      case "MemberExpression":
      case "Property":
      case "PropertyDefinition":
      case "MethodDefinition": {
        this.#visitKeyed(node, scope);
        return;
      }
      case "LabeledStatement": {
        this.#visit(nodeAt(node, "body")!, scope);
        return;
      }
      case "BreakStatement":
      case "ContinueStatement":
      case "MetaProperty":
      case "ExportSpecifier":
        return;
      default: {
        this.#visitChildren(node, scope);
        return;
      }
    }
  }

  #visitChildren(node: Node, scope: Scope): void {
    for (const child of children(node)) this.#visit(child, scope);
  }

  /** @param scope the block's own */
  #visitBlock(node: Node, scope: Scope): void {
    this.#hoist(nodesAt(node, "body"), scope);
    for (const statement of nodesAt(node, "body")) this.#visit(statement, scope);
  }

  #visitSwitch(node: Node, scope: Scope): void {
    this.#visit(nodeAt(node, "discriminant")!, scope);
    const inner = new Scope(scope, false);
    for (const branch of nodesAt(node, "cases")) this.#hoist(nodesAt(branch, "consequent"), inner);
    for (const branch of nodesAt(node, "cases")) this.#visitChildren(branch, inner);
  }

  #visitCatch(node: Node, scope: Scope): void {
    const inner = new Scope(scope, false);
    const parameter = nodeAt(node, "param");
    if (parameter) this.#parameter(parameter, inner);
    this.#visitBlock(nodeAt(node, "body")!, inner);
  }

  #visitLoop(node: Node, scope: Scope): void {
    const inner = new Scope(scope, false);
    const left = nodeAt(node, "left");
    if (left && left.type !== "VariableDeclaration") this.#assign(left, inner);
    this.#visitChildren(node, inner);
  }

  #visitFunction(node: Node, scope: Scope): void {
    const inner = new Scope(scope, true);
    const id = nodeAt(node, "id");
    if (id && node.type === "FunctionExpression") inner.declare(nameOf(id), nameRange(id));
    if (node.type !== "ArrowFunctionExpression") inner.declare("arguments", node);
    for (const parameter of nodesAt(node, "params")) this.#parameter(parameter, inner);
    const body = nodeAt(node, "body");
    if (body) this.#hoistVars(body, inner);
    if (body?.type === "BlockStatement") this.#visitBlock(body, inner);
    else if (body) this.#visit(body, inner);
  }

  #parameter(parameter: Node, scope: Scope): void {
    for (const name of boundNames(parameter)) scope.declare(nameOf(name), nameRange(name));
    this.#visitPattern(parameter, scope);
  }

  #visitClass(node: Node, scope: Scope): void {
    const inner = new Scope(scope, false);
    const id = nodeAt(node, "id");
    if (id && node.type === "ClassExpression") inner.declare(nameOf(id), nameRange(id));
    const parent = nodeAt(node, "superClass");
    if (parent) this.#visit(parent, inner);
    this.#visitChildren(nodeAt(node, "body")!, inner);
  }

  /** A name before or after a dot, or the key of an object, is no reference. */
  #visitKeyed(node: Node, scope: Scope): void {
    const key = nodeAt(node, node.type === "MemberExpression" ? "property" : "key");
    for (const child of children(node)) {
      if (child === key && node["computed"] !== true && nodeAt(node, "value") !== key) continue;
      this.#visit(child, scope);
    }
  }

  #visitDeclarator(node: Node, scope: Scope): void {
    this.#visitPattern(nodeAt(node, "id")!, scope);
    const value = nodeAt(node, "init");
    if (value) this.#visit(value, scope);
  }

  /** Visits the defaults and computed keys inside a binding, not the names it binds. */
  #visitPattern(pattern: Node, scope: Scope): void {
    switch (pattern.type) {
      case "Identifier":
        return;
      case "AssignmentPattern":
        this.#visitPattern(nodeAt(pattern, "left")!, scope);
        {
          this.#visit(nodeAt(pattern, "right")!, scope);
          return;
        }
      case "RestElement": {
        this.#visitPattern(nodeAt(pattern, "argument")!, scope);
        return;
      }
      case "ArrayPattern":
        for (const element of nodesAt(pattern, "elements")) this.#visitPattern(element, scope);
        return;
      case "ObjectPattern":
        for (const property of nodesAt(pattern, "properties")) {
          if (property.type === "RestElement") this.#visitPattern(property, scope);
          else {
            if (property["computed"] === true) this.#visit(nodeAt(property, "key")!, scope);
            this.#visitPattern(nodeAt(property, "value")!, scope);
          }
        }
        return;
      default:
        this.#visit(pattern, scope);
    }
  }

  #visitAssignment(node: Node, scope: Scope): void {
    const target = nodeAt(node, "left")!;
    this.#assign(target, scope);
    if (node["operator"] === "=" && target.type === "Identifier") {
      this.#visit(nodeAt(node, "right")!, scope);
      return;
    }
    this.#visitChildren(node, scope);
  }

  /** Notes every name that a target gives a new value. */
  #assign(target: Node, scope: Scope): void {
    for (const name of boundNames(target)) this.#use(this.written, name, scope);
  }

  #use(uses: Map<string, Range[]>, node: Node, scope: Scope): void {
    const name = nameOf(node);
    if (name === "undefined") return;
    const owner = scope.ownerOf(name);
    if (owner === null) note(uses, node);
    else if (owner === this.#top) note(this.own, node);
  }

  #import(node: Node): void {
    const source = nodeAt(node, "source")?.["value"];
    if (node["importKind"] === "type") return;
    for (const specifier of nodesAt(node, "specifiers")) {
      const local = nodeAt(specifier, "local");
      if (!local || specifier["importKind"] === "type") continue;
      const imported = nodeAt(specifier, "imported");
      const name =
        specifier.type === "ImportNamespaceSpecifier" ? "*" : imported ? nameOf(imported) : "default";
      this.imported.set(nameOf(local), { name, from: String(source), range: nameRange(local) });
    }
  }
}

function note(uses: Map<string, Range[]>, node: Node): void {
  const places = uses.get(nameOf(node));
  if (places) places.push(nameRange(node));
  else uses.set(nameOf(node), [nameRange(node)]);
}

/** The identifiers that a pattern binds, or that an assignment's left side names. Members (`a.b`) bind nothing. */
function* boundNames(pattern: Node): Generator<Node> {
  switch (pattern.type) {
    case "Identifier":
      yield pattern;
      return;
    case "AssignmentPattern":
      yield* boundNames(nodeAt(pattern, "left")!);
      return;
    case "RestElement":
      yield* boundNames(nodeAt(pattern, "argument")!);
      return;
    case "ArrayPattern":
      for (const element of nodesAt(pattern, "elements")) yield* boundNames(element);
      return;
    case "ObjectPattern":
      for (const property of nodesAt(pattern, "properties")) {
        yield* boundNames(property.type === "RestElement" ? property : nodeAt(property, "value")!);
      }
      return;
    case "ParenthesizedExpression":
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
      yield* boundNames(nodeAt(pattern, "expression")!);
  }
}

/** An identifier's range covers its type annotation too: the name alone is what is marked. */
const nameRange = (node: Node): Range => ({
  start: node.start,
  end: node.type === "Identifier" ? node.start + nameOf(node).length : node.end,
});
