// Holds what the members of one group were shown against the promises of docs/protocol.md. Pure: it
// is told what came to whom, in the order in which it came.

import type { GroupId, UserId } from "../../protocol/domain.ts";
import type { Breach } from "./finding.ts";
import { MemberCheck } from "./member_check.ts";
import type { Observed } from "./observed.ts";
import { authorOf, nobodys, nthOf, type TextNumber } from "./text_numbers.ts";

/** What stands at a place, as it was shown first. */
interface Entry {
  readonly text: TextNumber;
  readonly digest: number;
  readonly first: UserId;
}

/** Messages above `after`, as HTTP has them. */
export interface Page {
  readonly after: number;
  readonly messages: readonly Observed[];
  /** Whether the log goes on above them. */
  readonly more: boolean;
}

/** What a group asks of the run that it is part of. */
export interface Run {
  /** How a finding speaks of a user. */
  nameOf(user: UserId): string;
  /** How it speaks of the author of a text. */
  authorName(author: number): string;
  /** Whether its author has sent the text to this group. */
  wasSent(text: TextNumber, group: GroupId): boolean;
  /** Whether a refusal lets the text stand behind ones that were sent later. */
  wasRefused(text: TextNumber): boolean;
  found(breach: Breach, group: GroupId, seq: number, sentence: string): void;
}

export class GroupCheck {
  readonly #id: GroupId;
  readonly #run: Run;
  readonly #log: (Entry | undefined)[] = [];
  readonly #members = new Map<UserId, MemberCheck>();
  /** Where each text stands. */
  readonly #places = new Map<TextNumber, number>();
  readonly #joinedAt = new Map<UserId, number>();
  readonly #leftAt = new Map<UserId, number>();
  /** By author: the last text that stands in the part of the log that was looked through. */
  readonly #latest = new Map<number, TextNumber>();
  #lookedUpTo = 0;
  /** The last seq of the log, by what the server says or has shown to anyone. */
  #top = 0;
  /** What stands above may be on its way still. */
  #sealedAt = Infinity;

  constructor(id: GroupId, run: Run) {
    this.#id = id;
    this.#run = run;
  }

  /** The first message that has not come to the member over a socket is behind this one. */
  headOf(user: UserId): number {
    return this.#members.get(user)?.head ?? 0;
  }

  /** Members who have not left. */
  get present(): number {
    return this.#members.values().filter(({ isGone }) => !isGone).reduce((sum) => sum + 1, 0);
  }

  joined(user: UserId, firstSeq: number): void {
    const known = this.#members.get(user);
    if (known === undefined) this.#members.set(user, new MemberCheck(firstSeq));
    else if (known.firstSeq !== firstSeq) {
      const text = `the first message for ${this.#name(user)} was ${known.firstSeq}, and is now`;
      this.#found("outside", firstSeq, `${text} ${firstSeq}`);
    }
  }

  disconnected(user: UserId): void {
    this.#members.get(user)?.disconnected();
    this.unreached(user);
  }

  /** Connected again: what is missed from now on must come. */
  connected(user: UserId): void {
    const member = this.#members.get(user);
    if (member !== undefined) member.mustHaveAll = true;
  }

  /** The member's client says in its hello that it has all up to `seq`. */
  resumes(user: UserId, seq: number): void {
    this.#members.get(user)?.resumes(seq);
  }

  /** Whether the member has been shown all is not known: they were not reached in the end. */
  unreached(user: UserId): void {
    const member = this.#members.get(user);
    if (member !== undefined && !member.isGone) member.mustHaveAll = false;
  }

  sentAgain(user: UserId, text: TextNumber): void {
    this.#members.get(user)?.sentAgain(text);
  }

  /** The server says that the log goes up to `seq`. */
  reaches(seq: number): void {
    this.#top = Math.max(this.#top, seq);
  }

  /** The server says that the member is to fetch all up to `seq` over HTTP. */
  skipped(user: UserId, seq: number): void {
    this.reaches(seq);
    this.#members.get(user)?.skipTo(seq);
  }

  /** The server says that what the member holds is not in the log any more. */
  saidLost(user: UserId, seq: number): void {
    this.#found("lost", seq, `${this.#name(user)} was told that what they hold is lost`);
  }

  /** `sawAll`: the member's socket was there from before they quit. */
  left(user: UserId, sawAll: boolean): void {
    const member = this.#members.get(user);
    if (member === undefined) return;
    member.isGone = true;
    member.mustHaveAll = sawAll;
  }

  /** A frame has brought a message to a member. */
  shown(user: UserId, message: Observed): void {
    const { seq, text } = message;
    this.#compare(user, message);
    const member = this.#members.get(user);
    if (member === undefined || member.isGone) {
      const when = member === undefined ? "who is no member" : "who had left";
      this.#found("outside", seq, `${this.#what(text)} came to ${this.#name(user)}, ${when}`);
      return;
    }
    this.#mayBeSeen(user, member, seq);
    const place = member.shown(seq, text);
    const told = `${this.#what(text)} came to ${this.#name(user)}`;
    if (place.type === "twice") this.#found("twice", seq, `${told} twice`);
    if (place.type === "late") this.#found("late", seq, `${told} after ${place.after}`);
  }

  /** A page of HTTP has come to a member. */
  page(user: UserId, { after, messages, more }: Page): void {
    const member = this.#members.get(user);
    if (member === undefined) return;
    for (const message of messages) {
      this.#compare(user, message);
      this.#mayBeSeen(user, member, message.seq);
    }
    const last = messages.at(-1)?.seq ?? after;
    member.page(new Set(messages.map(({ seq }) => seq)), after, more ? last : Infinity);
  }

  /** Members of whom it is not known whether they would be shown all: they are not connected. */
  get unchecked(): number {
    const away = this.#members.values().filter(({ isGone, mustHaveAll, owed }) =>
      !isGone && (!mustHaveAll || owed.size > 0)
    );
    return away.reduce((sum) => sum + 1, 0);
  }

  /** What comes from now on is not waited for in the end: it may be on its way to some. */
  seal(): void {
    this.#sealedAt = this.#top;
  }

  /** Whether all who are there have all that anyone was shown. */
  get isSettled(): boolean {
    return this.#members.values().every((member) =>
      member.isGone || !member.mustHaveAll ||
      (member.head >= this.#wanted && member.owed.size === 0)
    );
  }

  /** The last seq that is known of. */
  get top(): number {
    return this.#top;
  }

  get #wanted(): number {
    return Math.min(this.#top, this.#sealedAt);
  }

  /** Compares a member's whole log up to `top`, as HTTP has it, with what was shown. */
  audit(user: UserId, seqs: ReadonlySet<number>, top: number): void {
    const member = this.#members.get(user);
    if (member === undefined || member.isGone) return;
    for (let seq = member.firstSeq; seq <= top; seq++) {
      const entry = this.#log[seq];
      if (entry === undefined || seqs.has(seq)) continue;
      const who = this.#name(entry.first);
      this.#found("lost", seq, `${this.#what(entry.text)} was shown to ${who}, and is not stored`);
    }
  }

  /** What can be known only when nothing more comes. */
  finish(): void {
    for (const [user, member] of this.#members) {
      this.#finishMember(user, member);
      const joinedAt = this.#joinedAt.get(user);
      if (joinedAt !== undefined && joinedAt !== member.firstSeq) {
        const text = `${this.#name(user)} came in at ${joinedAt}, and sees the group from`;
        this.#found("outside", member.firstSeq, `${text} ${member.firstSeq}`);
      }
    }
  }

  #finishMember(user: UserId, member: MemberCheck): void {
    const leftAt = this.#leftAt.get(user) ?? Infinity;
    if (member.highest > leftAt) {
      const text = `${this.#name(user)} left at ${leftAt}, and was shown it`;
      this.#found("outside", member.highest, text);
    }
    const top = member.mustHaveAll ? Math.min(this.#wanted, leftAt - 1) : member.head;
    const tail = Array.from(
      { length: Math.max(0, top - member.head) },
      (_, at) => member.head + 1 + at,
    );
    for (const seq of [...member.holes, ...tail]) this.#neverCame(user, member, seq);
  }

  #neverCame(user: UserId, member: MemberCheck, seq: number): void {
    const entry = this.#log[seq];
    const text = entry === undefined ? "a message" : this.#what(entry.text);
    const known = entry === undefined
      ? "and the server says that it is there"
      : `which was shown to ${this.#name(entry.first)}`;
    const but = member.wasFetched(seq) ? "; HTTP has it for them" : "";
    this.#found("lost", seq, `${text} never came to ${this.#name(user)}, ${known}${but}`);
  }

  /** Holds a message against what others were shown at its place, and against what was sent. */
  #compare(user: UserId, { seq, text, content, joined, left }: Observed): void {
    const digest = digestOf(content);
    const entry = this.#log[seq];
    this.reaches(seq);
    if (entry === undefined) {
      this.#log[seq] = { text, digest, first: user };
      if (joined !== null) this.#joinedAt.set(joined, seq);
      if (left !== null) this.#leftAt.set(left, seq);
      if (text !== nobodys) this.#placeText(seq, text);
      this.#lookThrough();
    } else if (entry.digest !== digest) {
      const first = `${this.#name(entry.first)} was shown ${this.#what(entry.text)}`;
      const other = entry.text === text ? "the same with other words" : this.#what(text);
      this.#found("different", seq, `${first}, and ${this.#name(user)} ${other}`);
    }
  }

  #placeText(seq: number, text: TextNumber): void {
    const before = this.#places.get(text);
    if (!this.#run.wasSent(text, this.#id)) {
      this.#found("foreign", seq, `${this.#what(text)} was never sent to this group`);
    }
    if (before === undefined) this.#places.set(text, seq);
    else this.#found("repeated", seq, `${this.#what(text)} stands at ${before}, too`);
  }

  /** The order of each sender, as far as the log is known without a hole. */
  #lookThrough(): void {
    for (let entry; (entry = this.#log[this.#lookedUpTo + 1]) !== undefined;) {
      const seq = ++this.#lookedUpTo;
      const { text } = entry;
      if (text === nobodys) continue;
      const latest = this.#latest.get(authorOf(text)) ?? nobodys;
      if (text > latest) this.#latest.set(authorOf(text), text);
      else if (text < latest && !this.#run.wasRefused(text)) {
        this.#found("disorder", seq, `${this.#what(text)} stands behind ${this.#what(latest)}`);
      }
    }
  }

  #mayBeSeen(user: UserId, { firstSeq }: MemberCheck, seq: number): void {
    if (seq >= firstSeq) return;
    const text = `${this.#name(user)} was shown it, and may see the group from ${firstSeq}`;
    this.#found("outside", seq, text);
  }

  #what(text: TextNumber): string {
    if (text === nobodys) return "a message that is no text of this run";
    return `text ${nthOf(text)} of ${this.#run.authorName(authorOf(text))}`;
  }

  #name(user: UserId): string {
    return this.#run.nameOf(user);
  }

  #found(breach: Breach, seq: number, sentence: string): void {
    this.#run.found(breach, this.#id, seq, sentence);
  }
}

/** 53 bits of a text, by which two texts are told apart. */
function digestOf(text: string): number {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^
    Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^
    Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}
