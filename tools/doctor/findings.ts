// What the doctor says: a sentence for each thing that it has looked at.

import { logLine } from "../../logging/lines.ts";

export interface Finding {
  /** What was looked at, in a word or two. */
  readonly about: string;
  /** `note`: it works, and the operator should know. */
  readonly state: "well" | "note" | "wrong";
  /** Of `wrong`: what is wrong, and what to do. */
  readonly sentence: string;
}

export const well = (about: string, sentence: string): Finding => ({
  about,
  state: "well",
  sentence,
});
export const note = (about: string, sentence: string): Finding => ({
  about,
  state: "note",
  sentence,
});
export const wrong = (about: string, sentence: string): Finding => ({
  about,
  state: "wrong",
  sentence,
});

const marks = { well: "ok   ", note: "note ", wrong: "WRONG" } as const;

/** As lines for a terminal, and how it ended. */
export function described(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ about }) => about.length));
  // What others have sent may hold what would steer the terminal.
  const lines = findings.map(({ about, state, sentence }) =>
    logLine(`${marks[state]}  ${about.padEnd(width)}  ${sentence}`)
  );
  const count = findings.filter(({ state }) => state === "wrong").length;
  const end = count === 0
    ? "All is well."
    : `${count} ${count === 1 ? "thing is" : "things are"} wrong.`;
  return `${lines.join("\n")}\n\n${end}`;
}

export function isAllWell(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state !== "wrong");
}
