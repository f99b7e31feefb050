// Holds the house's rules against a set of files: pure, from {path: source} to what breaks a rule.
// Nothing found means that every rule holds for every file given.

import { type Body, type Facts, type Import, readFacts, type Sighting } from "./facts.ts";
import {
  clockNames,
  forbiddenMarks,
  mayReadEnvironment,
  type Permit,
  permits,
  teaches,
  withoutClock,
  withoutDeno,
} from "./table.ts";

export interface Finding {
  readonly rule: "imports" | "circle" | "deno" | "state" | "clock" | "size" | "marks";
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

const mostLines = 400;
const mostBodyLines = 40;
const mostParameters = 4;

/**
 * Every breach in the files, `{path: source}` with paths from the project's root. Works under `deno
 * test` alone.
 */
export function findBreaches(files: Readonly<Record<string, string>>): Finding[] {
  const facts = Object.entries(files).map(([path, source]) => readFacts(path, source));
  return [...facts.flatMap(breachesOf), ...circles(facts)];
}

function breachesOf(facts: Facts): Finding[] {
  const { path } = facts;
  const permit = permits.find(({ holds }) => holds.test(path));
  return [
    ...(permit === undefined
      ? [finding("imports", path, 1, "Belongs to no room of the house")]
      : []),
    ...facts.imports.flatMap((one) => permit === undefined ? [] : importBreach(path, permit, one)),
    ...facts.sightings.flatMap((one) => sightingBreach(path, one)),
    ...facts.mutable.map(({ name, line }) =>
      finding(
        "state",
        path,
        line,
        `"${name}" can change at the top of the module; hand it in instead`,
      )
    ),
    ...facts.bodies.flatMap((body) => bodyBreach(path, body)),
    ...fileBreach(facts),
  ];
}

function importBreach(path: string, permit: Permit, one: Import): Finding[] {
  const breach = (why: string) => [finding("imports", path, one.line, why)];
  if (one.specifier === null) return breach("Imports what only run time knows; write the name out");
  if (/^(https?|jsr|npm|file|data):/.test(one.specifier)) {
    return breach(`Imports "${one.specifier}" by address; name the package in deno.json`);
  }
  if (!one.specifier.startsWith(".")) {
    const known = permit.packages.some((name) => name.test(one.specifier ?? ""));
    return known
      ? []
      : breach(`Imports the package "${one.specifier}", which is not for ${permit.room}`);
  }
  const target = resolve(path, one.specifier);
  if (permit.values.some((name) => name.test(target))) return [];
  const asTypes = permit.types.some((name) => name.test(target));
  if (asTypes && one.typeOnly) return [];
  return breach(
    asTypes
      ? `Imports "${target}", of which ${permit.room} may take types alone`
      : `Imports "${target}", which is not for ${permit.room}`,
  );
}

function resolve(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

function sightingBreach(path: string, { name, line }: Sighting): Finding[] {
  const found: Finding[] = [];
  if (name.startsWith("Deno.") && withoutDeno.test(path)) {
    found.push(finding("deno", path, line, `"${name}": this room knows nothing of Deno`));
  } else if ((name === "Deno.env" || name === "Deno.?") && !mayReadEnvironment.test(path)) {
    found.push(finding("deno", path, line, `"${name}": only main.ts reads the environment`));
  }
  if (clockNames.has(name) && withoutClock.test(path)) {
    found.push(
      finding(
        "clock",
        path,
        line,
        `"${name}": time and chance come from the clock that is handed in`,
      ),
    );
  }
  if (forbiddenMarks.has(name)) {
    found.push(finding("marks", path, line, `"${name}" is not used in this house`));
  }
  return found;
}

function bodyBreach(path: string, { name, line, lines, parameters }: Body): Finding[] {
  const tooLong = lines > mostBodyLines && !/^(tests|db\/migrations)\//.test(path);
  return [
    ...(tooLong
      ? [finding("size", path, line, `"${name}" has ${lines} lines, at most ${mostBodyLines}`)]
      : []),
    ...(parameters > mostParameters
      ? [
        finding(
          "size",
          path,
          line,
          `"${name}" has ${parameters} parameters, at most ${mostParameters}`,
        ),
      ]
      : []),
  ];
}

function fileBreach({ path, lines, headLines }: Facts): Finding[] {
  const found: Finding[] = [];
  if (lines > mostLines) {
    found.push(finding("size", path, 1, `Has ${lines} lines, at most ${mostLines}`));
  }
  if (!/^[a-z0-9_/]+\.tsx?$/.test(path)) {
    found.push(finding("marks", path, 1, "Its name is not snake_case"));
  }
  const most = teaches.test(path) ? 40 : 3;
  if (headLines < 1 || headLines > most) {
    const wanted = `1 to ${most} say what it is for`;
    found.push(finding("marks", path, 1, `Begins with ${headLines} comment lines; ${wanted}`));
  }
  return found;
}

/** Each circle once, at its first file by name. */
function circles(facts: readonly Facts[]): Finding[] {
  const edges = new Map(facts.map(({ path, imports }) => [path, targets(path, imports)]));
  const found: Finding[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push(finding("circle", path, 1, [...trail.slice(at), path].join(" → ")));
    if (at >= 0 || done.has(path)) return;
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of [...edges.keys()].sort()) walk(path, []);
  return found;
}

function targets(path: string, imports: readonly Import[]): string[] {
  return imports.flatMap(({ specifier }) =>
    specifier?.startsWith(".") ? [resolve(path, specifier)] : []
  );
}

function finding(rule: Finding["rule"], path: string, line: number, text: string): Finding {
  return { rule, path, line, text };
}
