// A broken promise: which one, in which group, at which place, in a sentence. Pure.

import type { GroupId } from "../../protocol/domain.ts";

/** What each kind of breach breaks, in the words of docs/protocol.md. */
export const promises = {
  lost: "What anyone was shown is never lost, and every member is shown it (promises 1 and 2)",
  different: "Every member sees the same message at a place (promises 1 and 2)",
  late: "Every member sees the messages in order (promise 2)",
  twice: "A member is shown a message once (promises 2 and 4)",
  repeated: "A text that is sent again with its id takes effect once (promise 3)",
  disorder: "The texts of one sender stand in the order in which they were sent",
  foreign: "A text is one that its author has sent",
  outside: "Nothing from before a member came, or after they left, reaches them (promise 5)",
} as const;

export type Breach = keyof typeof promises;

export interface Finding {
  readonly breach: Breach;
  readonly group: GroupId;
  readonly seq: number;
  readonly sentence: string;
}

/** Of a server that breaks everything the first ones tell enough. */
const mostKept = 200;
/** While the run goes on so many are told; its report has more. */
const mostTold = 20;

/** All findings counted, the first of them kept. */
export class Findings {
  readonly #kept: Finding[] = [];
  #count = 0;
  #told = 0;

  get count(): number {
    return this.#count;
  }

  get kept(): readonly Finding[] {
    return this.#kept;
  }

  /** Those that were not taken before, of the first ones of all. */
  takeNews(): readonly Finding[] {
    const news = this.#kept.slice(this.#told, mostTold);
    this.#told += news.length;
    return news;
  }

  add(finding: Finding): void {
    this.#count++;
    if (this.#kept.length < mostKept) this.#kept.push(finding);
  }
}

/** One line for who reads it on a terminal. */
export function findingLine({ breach, group, seq, sentence }: Finding): string {
  return `BROKEN (${breach}) in group ${group} at seq ${seq}: ${sentence}`;
}
