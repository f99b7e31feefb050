// The command lines of the tools and the benches, read by Node's `parseArgs`: options by name, or
// one sentence that says what is wrong. Pure, save for `optionsOrExit`.

import { parseArgs } from "node:util";

/** How the text of an option is read. */
export interface Kind<Value> {
  /** What is right, to stand behind `Option "--count" wants`. */
  readonly wants: string;
  /** Null: the text is not right. */
  readonly read: (text: string) => Value | null;
}

export interface Option<Value> {
  /** Null: a flag, which takes no value. */
  readonly kind: Kind<Value> | null;
  /** The value where the option is not given. */
  readonly usual: Value;
}

export type Spec = Readonly<Record<string, Option<unknown>>>;

export type Parsed<Options> =
  | { readonly type: "run"; readonly options: Options }
  | { readonly type: "help" }
  | { readonly type: "wrong"; readonly detail: string };

type Values<S extends Spec> = { readonly [Name in keyof S]: S[Name]["usual"] };

/** An option with a value. */
export function option<Value, Usual>(kind: Kind<Value>, usual: Usual): Option<Value | Usual> {
  return { kind, usual };
}

/** An option without a value: true where it is given. */
export const flag: Option<boolean> = { kind: null, usual: false };

/** Digits alone. */
export function wholeNumber(least = 0, most = Infinity): Kind<number> {
  const from = least > 0 ? ` from ${least}` : "";
  return {
    wants: most < Infinity ? `${least} to ${most}` : `a whole number${from}`,
    read(text) {
      const number = /^\d+$/.test(text) ? Number(text) : NaN;
      return Number.isSafeInteger(number) && number >= least && number <= most ? number : null;
    },
  };
}

/** Digits, a fraction behind them or not. */
export function numberWithin(least: number, most: number): Kind<number> {
  return {
    wants: `${least} to ${most}`,
    read(text) {
      const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
      return number >= least && number <= most ? number : null;
    },
  };
}

export function oneOf<Name extends string>(names: readonly Name[]): Kind<Name> {
  return {
    wants: `one of ${names.join(", ")}`,
    read: (text) => names.find((name) => name === text) ?? null,
  };
}

/** At least one, with commas between them. */
export function listOf<Value>({ wants, read }: Kind<Value>): Kind<readonly Value[]> {
  return {
    wants: `${wants}, or several with commas between them`,
    read(text) {
      const values = text.split(",").map(read);
      return values.some((value) => value === null) ? null : values as Value[];
    },
  };
}

/** Where a server is: the origin of what is given. */
export const address: Kind<string> = {
  wants: "an http or https address",
  read(text) {
    const url = URL.parse(text);
    return url !== null && /^https?:$/.test(url.protocol) ? url.origin : null;
  },
};

export const anyText: Kind<string> = { wants: "a text", read: (text) => text };

/** Reads the words behind a task's name; both `--rate 5` and `--rate=5` will do. */
export function parseCommandLine<S extends Spec>(
  words: readonly string[],
  spec: S,
): Parsed<Values<S>> {
  const types = Object.entries(spec).map(([name, { kind }]) =>
    [name, { type: kind === null ? "boolean" : "string" }] as const
  );
  // Not strict: its sentences speak of arguments and positionals, and refuse a value such as "-1"
  // before it can be told what is right.
  const { tokens } = parseArgs({
    args: [...words],
    options: { ...Object.fromEntries(types), help: { type: "boolean", short: "h" } },
    strict: false,
    tokens: true,
  });
  const values = new Map(Object.entries(spec).map(([name, { usual }]) => [name, usual]));
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") return unknown(token.value);
    if (token.name === "help") return { type: "help" };
    const known = Object.hasOwn(spec, token.name) ? spec[token.name] : undefined;
    if (known === undefined) return unknown(token.rawName);
    const read = readValue(known, token.rawName, token.value);
    if ("detail" in read) return { type: "wrong", detail: read.detail };
    values.set(token.name, read.value);
  }
  return { type: "run", options: Object.fromEntries(values) as Values<S> };
}

/** Without options the program ends: after the help, or with the sentence and code 2. */
export function optionsOrExit<Options>(parsed: Parsed<Options>, help: string): Options {
  if (parsed.type === "run") return parsed.options;
  if (parsed.type === "help") {
    console.log(help);
    Deno.exit(0);
  }
  console.error(parsed.detail);
  Deno.exit(2);
}

function readValue(
  { kind }: Option<unknown>,
  name: string,
  text: string | undefined,
): { readonly value: unknown } | { readonly detail: string } {
  if (kind === null) {
    return text === undefined ? { value: true } : { detail: `Option "${name}" takes no value` };
  }
  if (text === undefined) return { detail: `Option "${name}" needs a value; see --help` };
  const value = kind.read(text);
  return value === null
    ? { detail: `Option "${name}" wants ${kind.wants}, not "${text}"` }
    : { value };
}

function unknown(word: string): { readonly type: "wrong"; readonly detail: string } {
  return { type: "wrong", detail: `Unknown option "${word}"; see --help` };
}
