// The bench's command line. A wrong option ends the program with one sentence and code 2.

import { type Name, names } from "./contestant.ts";

export interface BenchOptions {
  readonly rounds: number;
  readonly groups: readonly number[];
  /** Idle sockets that the memory is measured with; 0: not at all. */
  readonly idle: number;
  readonly idleRounds: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** Messages over which the server's memory is watched; 0: not at all. */
  readonly soak: number;
  readonly only: readonly Name[];
}

const help =
  `deno task bench:chat [--rounds 5] [--groups 300,1000] [--idle 12000] [--idle-rounds 3] [--warm-up 10] [--seconds 10]
  [--soak 0] [--only ${names.join(",")}]
  --rounds 0 measures no load, --idle 0 no memory of idle sockets; --soak 1000000 watches the memory over so many messages`;
const usual: ReadonlyMap<string, string> = new Map([
  ["rounds", "5"],
  ["groups", "300,1000"],
  ["idle", "12000"],
  ["idle-rounds", "3"],
  ["warm-up", "10"],
  ["seconds", "10"],
  ["soak", "0"],
  ["only", names.join(",")],
]);

export function readOptions(words: readonly string[]): BenchOptions {
  const given = new Map(usual);
  const rest = words.flatMap((word) => word.split(/=(.*)/s).slice(0, 2));
  while (rest.length > 0) {
    const [word = "", value] = rest.splice(0, 2);
    const name = word.replace(/^--/, "");
    if (!usual.has(name) || value === undefined) {
      refuse(word === "--help" ? help : `Option "${word}" is not understood:\n${help}`);
    }
    given.set(name, value);
  }
  const whole = (name: string): number => wholeNumber(name, given.get(name));
  const list = (name: string): string[] => (given.get(name) ?? "").split(",");
  return {
    rounds: whole("rounds"),
    groups: list("groups").map((one) => wholeNumber("groups", one)),
    idle: whole("idle"),
    idleRounds: whole("idle-rounds"),
    warmUpMs: whole("warm-up") * 1_000,
    measureMs: whole("seconds") * 1_000,
    soak: whole("soak"),
    only: list("only").map(contestant),
  };
}

function wholeNumber(name: string, text = ""): number {
  return /^\d{1,9}$/.test(text)
    ? Number(text)
    : refuse(`Option "--${name}" is "${text}", expected a whole number:\n${help}`);
}

function contestant(text: string): Name {
  return names.find((name) => name === text) ??
    refuse(`"${text}" is none of "${names.join('", "')}"`);
}

function refuse(text: string): never {
  console.error(text);
  Deno.exit(2);
}
