// Holds what all users of a run were shown against the promises of docs/protocol.md. Pure: the run
// tells it what was sent and what came, in the order in which it happened.

import type { GroupId, UserId } from "../../protocol/domain.ts";
import { Findings } from "./finding.ts";
import { GroupCheck, type Run } from "./group_check.ts";
import { authorOf, nthOf, type TextNumber } from "./text_numbers.ts";

export interface CheckedUser {
  readonly id: UserId;
  readonly name: string;
  /** Of the user's texts: see `textNumber`. */
  readonly author: number;
}

/** From its text `first` on an author writes to this group. */
interface Stretch {
  readonly first: number;
  readonly group: GroupId;
}

export class Checker {
  readonly findings = new Findings();
  readonly #names = new Map<UserId, string>();
  readonly #authors = new Map<number, string>();
  readonly #stretches = new Map<number, Stretch[]>();
  /** By author: how many texts were sent. */
  readonly #sent = new Map<number, number>();
  readonly #refused = new Set<TextNumber>();
  readonly #groups = new Map<GroupId, GroupCheck>();
  readonly #run: Run = {
    nameOf: (user) => this.#names.get(user) ?? "somebody who is not of this run",
    authorName: (author) => this.#authors.get(author) ?? "somebody who is not of this run",
    wasSent: (text, group) => this.#wasSent(text, group),
    wasRefused: (text) => this.#refused.has(text),
    found: (breach, group, seq, sentence) => this.findings.add({ breach, group, seq, sentence }),
  };

  add({ id, name, author }: CheckedUser): void {
    this.#names.set(id, name);
    this.#authors.set(author, name);
  }

  group(id: GroupId): GroupCheck {
    const known = this.#groups.get(id);
    if (known !== undefined) return known;
    const group = new GroupCheck(id, this.#run);
    this.#groups.set(id, group);
    return group;
  }

  get groups(): number {
    return this.#groups.size;
  }

  /** A text is sent for the first time; authors count their texts from 1. */
  sent(text: TextNumber, group: GroupId): void {
    const [author, nth] = [authorOf(text), nthOf(text)];
    const stretches = this.#stretches.get(author) ?? [];
    if (stretches.at(-1)?.group !== group) stretches.push({ first: nth, group });
    this.#stretches.set(author, stretches);
    this.#sent.set(author, Math.max(nth, this.#sent.get(author) ?? 0));
  }

  /** A text was refused for now: it may stand behind texts that were sent after it. */
  refused(text: TextNumber): void {
    this.#refused.add(text);
  }

  /** What comes from now on is not waited for in the end: it may be on its way to some. */
  seal(): void {
    for (const group of this.#groups.values()) group.seal();
  }

  /** Whether all who are connected have all that anyone was shown. */
  get isSettled(): boolean {
    return this.#groups.values().every(({ isSettled }) => isSettled);
  }

  /** Members of groups who are away, so that nobody knows what they would be shown. */
  get unchecked(): number {
    return this.#groups.values().reduce((sum, { unchecked }) => sum + unchecked, 0);
  }

  /** What can be known only when nothing more comes. */
  finish(): void {
    for (const group of this.#groups.values()) group.finish();
  }

  #wasSent(text: TextNumber, group: GroupId): boolean {
    const [author, nth] = [authorOf(text), nthOf(text)];
    if (nth < 1 || nth > (this.#sent.get(author) ?? 0)) return false;
    return this.#stretches.get(author)?.findLast(({ first }) => first <= nth)?.group === group;
  }
}
