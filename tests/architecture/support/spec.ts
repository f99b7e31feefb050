// Holds tests/SPEC.md and the tests together: no rule without a test, no test without a rule. Pure.
/// <reference lib="deno.unstable" />

import { visit } from "./facts.ts";

export interface TestName {
  readonly path: string;
  /**
   * As written, up to the first thing that a template puts in; null when it begins with such a
   * thing.
   */
  readonly name: string | null;
  /** Whether it leaves a test out: `ignore`, or `only`, which leaves out the others. */
  readonly skips: boolean;
}

/** The rules of SPEC.md: its lines that begin `- X12 `. */
export function readRules(spec: string): string[] {
  return [...spec.matchAll(/^- ([A-Z]+\d+) /gm)].map(([, rule = ""]) => rule);
}

/** The rules that a test's name begins with: `[D1] [D2] a sentence` gives D1 and D2. */
export function rulesOf(name: string): string[] {
  const [head = ""] = name.match(/^(\[[A-Z]+\d+\] )+/) ?? [];
  return [...head.matchAll(/[A-Z]+\d+/g)].map(([rule]) => rule);
}

/** The names of all tests and steps of a file. Works under `deno test` alone. */
export function readTestNames(path: string, source: string): TestName[] {
  const names: TestName[] = [];
  visit(path, source, {
    CallExpression({ callee, arguments: [first] }) {
      const called = dotted(callee);
      const isTest = /^Deno\.test(\.|$)/.test(called) || called.endsWith(".step");
      if (first === undefined || !isTest) return;
      const skips = called.startsWith("Deno.test.") || property(first, "ignore") !== null ||
        property(first, "only") !== null;
      names.push({ path, name: nameIn(first), skips });
    },
  });
  return names;
}

function dotted(node: Deno.lint.Node): string {
  if (node.type === "Identifier") return node.name;
  return node.type === "MemberExpression" ? `${dotted(node.object)}.${dotted(node.property)}` : "";
}

function nameIn(node: Deno.lint.Node): string | null {
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  if (node.type === "TemplateLiteral") return node.quasis[0]?.cooked ?? null;
  const name = property(node, "name");
  return name === null ? null : nameIn(name);
}

function property(node: Deno.lint.Node, name: string): Deno.lint.Node | null {
  if (node.type !== "ObjectExpression") return null;
  for (const one of node.properties) {
    if (one.type === "Property" && dotted(one.key) === name) return one.value;
  }
  return null;
}

/**
 * What is out of step, a sentence each: rules twice, rules without a test, tests without a known
 * rule, tests left out.
 */
export function outOfStep(spec: string, names: readonly TestName[]): string[] {
  const rules = readRules(spec);
  const tested = new Set(names.flatMap(({ name }) => rulesOf(name ?? "")));
  const known = new Set(rules);
  return [
    ...rules.filter((rule, at) => rules.indexOf(rule) < at).map((rule) =>
      `${rule} stands twice in SPEC.md`
    ),
    ...[...known].filter((rule) => !tested.has(rule)).map((rule) => `${rule} has no test`),
    ...names.flatMap(({ path, name, skips }) => {
      const own = rulesOf(name ?? "");
      const unknown = own.filter((rule) => !known.has(rule));
      const told = `${path}: the test "${name}"`;
      if (skips) return [`${told} is left out, or leaves others out`];
      if (own.length === 0) return [`${told} does not begin with a rule in brackets`];
      return unknown.map((rule) => `${told} names ${rule}, which SPEC.md does not have`);
    }),
  ];
}
