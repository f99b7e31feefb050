// A message's way as one drawing in text: from the top down, with the processor time of each step
// and, apart from that, what the message waits for there.

import type { PostgresStep } from "./postgres_steps.ts";
import type { ServerStep } from "./server_steps.ts";

/** µs a message. */
export interface Micros {
  readonly server: ReadonlyMap<ServerStep, number>;
  readonly postgres: ReadonlyMap<PostgresStep, number>;
}

/** ms. */
export interface WaitsOfAMessage {
  readonly whole: number;
  readonly outside: number;
  readonly turn: number;
  readonly statementBefore: number;
  readonly statement: number;
  readonly disk: number;
}

type Wait = readonly [title: string, key: keyof WaitsOfAMessage];
type Line =
  | { readonly place: string; readonly wait?: Wait }
  | { readonly server: ServerStep; readonly wait?: Wait }
  | { readonly postgres: PostgresStep; readonly wait?: Wait };

const way: readonly Line[] = [
  { place: "a member's socket", wait: ["from here to the slowest member", "whole"] },
  { server: "kernel: a frame comes in" },
  { server: "kernel: wait for work" },
  { place: "Deno", wait: ["outside the server, in and out", "outside"] },
  { server: "Deno's event loop: frames in and out" },
  { server: "sockets: hand over what came" },
  { place: "the program" },
  { server: "decode" },
  { server: "admission, dialogue" },
  { server: "the group's turn, log, mailboxes", wait: ["for the group's turn", "turn"] },
  {
    server: "journal, client of the database",
    wait: ["for the statement before", "statementBefore"],
  },
  { place: "Postgres", wait: ["for the statement", "statement"] },
  { postgres: "talk with the server" },
  { postgres: "begin and end: plan, snapshot, commit" },
  { postgres: "read the values of the rows" },
  { postgres: "insert the rows" },
  { postgres: "indexes" },
  { postgres: "log (WAL): write the records" },
  { postgres: "log (WAL): to the disk", wait: ["  of it for the disk", "disk"] },
  { place: "the program" },
  { server: "show: encode, choose the sockets" },
  { place: "Deno" },
  { server: "sockets: take the frames" },
  { server: "kernel: frames go out" },
  { place: "three sockets" },
  { place: "beside" },
  { server: "garbage collection beside" },
  { server: "kernel: else" },
];

const widths = { title: 42, value: 5, bar: 17, wait: 32 } as const;

export function drawing(micros: Micros, waits: WaitsOfAMessage): string {
  const head = `${"".padEnd(widths.title)}${"µs of processor time".padEnd(24)}ms of waiting`;
  const whole = [micros.server, micros.postgres].map((steps) =>
    steps.values().reduce((sum, one) => sum + one, 0).toFixed(0)
  );
  const foot = `${"".padEnd(widths.title)}${whole[0]} in the server, ${whole[1]} in Postgres`;
  return [head, ...way.map((line) => lineOf(line, micros, waits)), foot].join("\n");
}

function lineOf(line: Line, { server, postgres }: Micros, waits: WaitsOfAMessage): string {
  const right = line.wait === undefined
    ? ""
    : `${line.wait[0].padEnd(widths.wait)}${waits[line.wait[1]].toFixed(1).padStart(4)}`;
  const left = "place" in line
    ? `● ${line.place}`.padEnd(widths.title + widths.value + 1 + widths.bar)
    : "server" in line
    ? step(line.server, server.get(line.server))
    : step(line.postgres, postgres.get(line.postgres));
  return `${left} ${right}`.trimEnd();
}

function step(title: string, micros = 0): string {
  const bar = "█".repeat(Math.round(micros)).padEnd(widths.bar);
  const value = micros.toFixed(1).padStart(widths.value);
  return `│   ${title}`.padEnd(widths.title) + `${value} ${bar}`;
}
