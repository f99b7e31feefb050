// The bench's command line. A wrong option ends the program with one sentence and code 2.

export interface BenchOptions {
  readonly runs: number;
  readonly groups: number;
  /** Idle sockets that the memory is measured with. */
  readonly idle: number;
  readonly warmUpMs: number;
  /** Of each measurement, at saturation and at half load. */
  readonly measureMs: number;
  readonly databases: readonly Database[];
}
export type Database = "postgres" | "pglite";

const help =
  `deno task bench:chat [--runs 3] [--groups 300] [--idle 2700] [--warm-up 6] [--seconds 10] [--only postgres|pglite]`;
const usual: Readonly<Record<string, number>> = {
  runs: 3,
  groups: 300,
  idle: 2_700,
  "warm-up": 6,
  seconds: 10,
};
const most = 20_000;

export function readOptions(words: readonly string[]): BenchOptions {
  const numbers = { ...usual };
  const only = new Set<Database>();
  const rest = words.flatMap((word) => word.split(/=(.*)/s).slice(0, 2));
  while (rest.length > 0) {
    const [word = "", value = ""] = rest.splice(0, 2);
    const name = word.replace(/^--/, "");
    if (name === "only" && (value === "postgres" || value === "pglite")) only.add(value);
    else if (name in usual && /^\d+$/.test(value) && Number(value) <= most) {
      numbers[name] = Number(value);
    } else {refuse(
        word === "--help" ? help : `Option "${word}" with "${value}" is not understood:\n${help}`,
      );}
  }
  const { runs = 1, groups = 1, idle = 0, "warm-up": warmUp = 0, seconds = 1 } = numbers;
  if (runs < 1 || groups < 1 || seconds < 1) {
    refuse(`Runs, groups and seconds want 1 or more:\n${help}`);
  }
  const databases = only.size > 0 ? [...only] : ["postgres", "pglite"] as const;
  return { runs, groups, idle, warmUpMs: warmUp * 1_000, measureMs: seconds * 1_000, databases };
}

function refuse(text: string): never {
  console.error(text);
  Deno.exit(2);
}
