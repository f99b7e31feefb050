// What a source file holds that the house has rules about, read from its syntax tree, so that
// comments and strings cannot mislead. The tree is the linter's own, which Deno gives to tests
// alone.

/// <reference lib="deno.unstable" />

export interface Import {
  /** As written; null when it is worked out at run time. */
  readonly specifier: string | null;
  /** Whether only types come through. */
  readonly typeOnly: boolean;
  readonly line: number;
}

export interface Sighting {
  /** `Deno.env`, `Date.now`, `setTimeout`, `new Date()` … */
  readonly name: string;
  readonly line: number;
}

export interface Body {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
  readonly parameters: number;
}

export interface Facts {
  readonly path: string;
  readonly lines: number;
  /** Comment lines before the first other line. */
  readonly headLines: number;
  readonly imports: readonly Import[];
  /**
   * Members of built-in objects, bare names of timers, and the marks of the language that the house
   * forbids.
   */
  readonly sightings: readonly Sighting[];
  /** Names bound by a `let` or to an empty collection, at the top of the module. */
  readonly mutable: readonly Sighting[];
  readonly bodies: readonly Body[];
  /** Lines longer than 100 whose end is no string or template, and that name no test. */
  readonly wide: readonly number[];
  readonly comments: readonly Comment[];
}

export interface Comment {
  readonly text: string;
  readonly line: number;
}

type Node = Deno.lint.Node;
type Visitor = Deno.lint.LintVisitor;

/** Code units of a line. */
const width = 100;
const builtins = new Set(["Deno", "Date", "Math", "crypto", "performance"]);
const timers = new Set(["setTimeout", "setInterval", "setImmediate"]);
const collections = new Set(["Map", "Set", "WeakMap", "WeakSet", "Array"]);

/** Reads one file. Throws when it does not parse. Works under `deno test` alone. */
export function readFacts(path: string, source: string): Facts {
  const imports: Import[] = [];
  const sightings: Sighting[] = [];
  const mutable: Sighting[] = [];
  const bodies: Body[] = [];
  const lineAt = lineFinder(source);
  const visitor: Visitor = {
    ...importVisitor((specifier, typeOnly, node) =>
      imports.push({ specifier, typeOnly, line: lineAt(node.range[0]) })
    ),
    ...sightingVisitor((name, node) => sightings.push({ name, line: lineAt(node.range[0]) })),
    ...mutableVisitor((name, node) => mutable.push({ name, line: lineAt(node.range[0]) })),
    ...bodyVisitor((name, node, parameters) => {
      const [line, end] = node.range.map(lineAt) as [number, number];
      bodies.push({ name, line, lines: end - line + 1, parameters });
    }),
  };
  const unbroken: (readonly [number, number])[] = [];
  visit(path, source, { ...visitor, ...unbrokenVisitor((node) => unbroken.push(node.range)) });
  const lines = source.replace(/\n$/, "").split("\n");
  const bodyAt = lines.findIndex((line) => !line.startsWith("//"));
  const headLines = bodyAt < 0 ? lines.length : bodyAt;
  return {
    path,
    lines: lines.length,
    headLines,
    imports,
    sightings,
    mutable,
    bodies,
    wide: wideLines(lines, unbroken),
    comments: commentsOf(lines),
  };
}

/** Walks a file's syntax tree. */
export function visit(path: string, source: string, visitor: Visitor): void {
  Deno.lint.runPlugin(
    { name: "house", rules: { facts: { create: () => visitor } } },
    `/${path}`,
    source,
  );
}

/** What has to stand in one line however long it is. */
function unbrokenVisitor(found: (node: Node) => void): Visitor {
  return { Literal: found, TemplateElement: found, JSXText: found };
}

/** What may follow a long string: `);` and the like. */
const closing = 4;

function wideLines(lines: readonly string[], unbroken: readonly (readonly [number, number])[]) {
  const wide: number[] = [];
  let start = 0;
  for (const [at, line] of lines.entries()) {
    const edge = start + width;
    const isExcused = /^\s*(Deno\.test|await \w+\.step)\(/.test(line) ||
      unbroken.some(([from, to]) => from < start + line.length && to > edge - closing);
    if (line.length > width && !isExcused) wide.push(at + 1);
    start += line.length + 1;
  }
  return wide;
}

/** Read line by line: what begins a line as a comment is one, strings over several lines aside. */
function commentsOf(lines: readonly string[]): Comment[] {
  return lines.flatMap((text, at) =>
    /^\s*(\/\/|\/\*\*|\*)/.test(text) ? [{ text, line: at + 1 }] : []
  );
}

function lineFinder(source: string): (offset: number) => number {
  const ends = [...source.matchAll(/\n/g)].map(({ index }) => index);
  return (offset) => {
    const line = ends.findIndex((end) => end >= offset);
    return (line < 0 ? ends.length : line) + 1;
  };
}

function importVisitor(
  found: (specifier: string | null, typeOnly: boolean, node: Node) => void,
): Visitor {
  return {
    ImportDeclaration(node) {
      const names = node.specifiers;
      const allTypes = names.length > 0 &&
        names.every((name) => name.type === "ImportSpecifier" && name.importKind === "type");
      found(node.source.value, node.importKind === "type" || allTypes, node);
    },
    ExportAllDeclaration: (node) => found(node.source.value, node.exportKind === "type", node),
    ExportNamedDeclaration(node) {
      if (node.source !== null) found(node.source.value, node.exportKind === "type", node);
    },
    ImportExpression: (node) => found(textOf(node.source), false, node),
    TSImportType(node) {
      found(
        node.argument.type === "TSLiteralType" ? textOf(node.argument.literal) : null,
        true,
        node,
      );
    },
  };
}

function textOf(node: Node): string | null {
  return node.type === "Literal" && typeof node.value === "string" ? node.value : null;
}

function sightingVisitor(found: (name: string, node: Node) => void): Visitor {
  return {
    MemberExpression(node) {
      const owner = nameOf(node.object);
      const member = node.property.type === "Identifier" && !node.computed
        ? node.property.name
        : textOf(node.property);
      if (owner !== null && builtins.has(owner)) found(`${owner}.${member ?? "?"}`, node);
      if (owner === "globalThis" && member !== null && timers.has(member)) found(member, node);
    },
    VariableDeclarator(node) {
      const owner = node.init === null ? null : nameOf(node.init);
      if (owner !== null && builtins.has(owner)) found(`${owner}.?`, node);
    },
    Identifier(node) {
      const named = node.parent.type === "MemberExpression" || node.parent.type === "TSTypeQuery" ||
        (node.parent.type === "Property" && node.parent.parent.type === "ObjectExpression");
      if (timers.has(node.name) && !named) found(node.name, node);
    },
    NewExpression(node) {
      if (nameOf(node.callee) === "Date" && node.arguments.length === 0) found("new Date()", node);
    },
    TSAnyKeyword: (node) => found("any", node),
    TSEnumDeclaration: (node) => found("enum", node),
    TSNonNullExpression: (node) => found("!", node),
    ExportDefaultDeclaration: (node) => found("export default", node),
  };
}

/** The name of a global, written bare or behind `globalThis`. */
function nameOf(node: Node): string | null {
  if (node.type === "Identifier") return node.name;
  if (node.type !== "MemberExpression" || nameOf(node.object) !== "globalThis") return null;
  return node.property.type === "Identifier" ? node.property.name : textOf(node.property);
}

function mutableVisitor(found: (name: string, node: Node) => void): Visitor {
  return {
    VariableDeclaration(node) {
      const top = node.parent.type === "ExportNamedDeclaration" ? node.parent.parent : node.parent;
      if (top.type !== "Program") return;
      for (const { id, init } of node.declarations) {
        if (node.kind !== "const" || (init !== null && isEmptyCollection(init))) {
          found(id.type === "Identifier" ? id.name : node.kind, node);
        }
      }
    },
  };
}

function isEmptyCollection(node: Node): boolean {
  if (node.type === "ArrayExpression") return node.elements.length === 0;
  if (node.type !== "NewExpression" || node.arguments.length > 0) return false;
  return collections.has(nameOf(node.callee) ?? "");
}

function bodyVisitor(found: (name: string, node: Node, parameters: number) => void): Visitor {
  return {
    FunctionDeclaration: (node) => found(node.id?.name ?? "a function", node, node.params.length),
    FunctionExpression(node) {
      const key = node.parent.type === "MethodDefinition" ? node.parent.key : null;
      const name = key?.type === "Identifier" || key?.type === "PrivateIdentifier"
        ? key.name
        : "a function";
      found(name, node, node.params.length);
    },
    ArrowFunctionExpression(node) {
      const id = node.parent.type === "VariableDeclarator" ? node.parent.id : null;
      found(id?.type === "Identifier" ? id.name : "a function", node, node.params.length);
    },
  };
}
