// Holds the house's rules against a set of files: pure, from {path: source} to what breaks a rule.
// Nothing found means that every rule holds for every file given.

import { type Body, type Facts, type Import, readFacts, type Sighting } from "./facts.ts";
import {
  clockNames,
  forbiddenMarks,
  forbidsPackage,
  forbidsPath,
  mayReadEnvironment,
  retiredWords,
  type Row,
  rowOf,
  saysRetiredWords,
  sharedNames,
  teaches,
  withoutClock,
  withoutDeno,
} from "./table.ts";

export interface Finding {
  readonly rule:
    | "imports"
    | "circle"
    | "deno"
    | "state"
    | "clock"
    | "size"
    | "marks"
    | "names"
    | "citation";
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
  return [
    ...facts.flatMap(breachesOf),
    ...circles(facts),
    ...namesakes(Object.keys(files)),
    ...Object.entries(files).flatMap(([path, source]) => wordBreaches(path, source)),
  ];
}

function breachesOf(facts: Facts): Finding[] {
  const { path } = facts;
  const row = rowOf(path);
  return [
    ...(row === undefined ? [finding("imports", path, 1, "Belongs to no room of the house")] : []),
    ...facts.imports.flatMap((one) => row === undefined ? [] : importBreach(path, row, one)),
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

function importBreach(path: string, row: Row, { specifier, typeOnly, line }: Import): Finding[] {
  const breach = (why: string | null) =>
    why === null ? [] : [finding("imports", path, line, `Imports ${why}`)];
  if (specifier === null) return breach("what only run time knows; write the name out");
  if (/^(https?|jsr|npm|file|data):/.test(specifier)) {
    return breach(`"${specifier}" by address; name the package in deno.json`);
  }
  return breach(
    specifier.startsWith(".")
      ? forbidsPath(row, resolve(path, specifier), typeOnly)
      : forbidsPackage(row, specifier),
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

function fileBreach({ path, lines, headLines, wide }: Facts): Finding[] {
  const found: Finding[] = wide.map((line) =>
    finding("size", path, line, "Is wider than 100 columns")
  );
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

/**
 * Files of one name that are not listed as having one meaning; and what is listed and is no more.
 */
function namesakes(paths: readonly string[]): Finding[] {
  const byName = Map.groupBy(
    paths.filter((path) => !path.startsWith("tests/")),
    (path) => path.split("/").at(-1) ?? path,
  );
  return [...byName].flatMap(([name, [first = name, ...others]]) =>
    others.length > 0 && !(name in sharedNames)
      ? [finding("names", first, 1, `Has the name of "${others.join('", "')}"`)]
      : []
  );
}

function wordBreaches(path: string, source: string): Finding[] {
  if (saysRetiredWords.test(path)) return [];
  return source.split("\n").flatMap((line, at) => {
    const word = retiredWords.exec(line)?.[0];
    return word === undefined
      ? []
      : [finding("names", path, at + 1, `Says "${word}"; docs/glossary.md has another word`)];
  });
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
