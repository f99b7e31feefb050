// A simulated person's part in one trio: greets, reads, and answers the last text of a real person
// in its language. Answers real people only, so that bots do not talk to each other for ever.

import type { TrioSession } from "../../client/mod.ts";
import type { Group, GroupId, Member, Message, UserId } from "../../protocol/domain.ts";
import { pause } from "./pause.ts";
import { pick, type Random } from "./people.ts";
import { type Language, openings } from "./phrases.ts";
import { asksWhatItIs } from "./asked.ts";
import { guessLanguage, occasionOf, phraseFor } from "./talk.ts";

/** What a bot speaks through. */
export type Voice = Pick<TrioSession, "send" | "read" | "typing">;

export interface ConversationDeps {
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** How long it takes to notice a text, and to type an answer. */
const noticeMs = { least: 400, spread: 700 };
const typeMs = { least: 700, perLetter: 25, most: 2_500 };
/** How often the second bot answers, too. */
const secondAnswers = 0.35;

export class Conversation {
  readonly #deps: ConversationDeps;
  readonly #name: string;
  readonly #group: GroupId;
  readonly #cameNow: boolean;
  #members: readonly Member[];
  #voice: Voice | null = null;
  #work: AbortController | null = null;
  #seq: number;
  #language: Language | null = null;
  #last: string | null = null;
  /** A real person has asked what it is, and has no answer yet. */
  #isAsked = false;
  /** The last text of a real person, until it is answered. */
  #owed: Message | null;

  constructor(deps: ConversationDeps, name: string, group: Group) {
    this.#deps = deps;
    this.#name = name;
    this.#group = group.id;
    this.#members = group.members;
    this.#seq = group.lastSeq;
    this.#cameNow = group.lastSeq === group.firstSeq;
    this.#owed = group.last;
  }

  /** Takes the trio as it is now, and what to speak through; greets in a new trio. */
  sit(voice: Voice, group: Group): void {
    const returns = this.#voice === null;
    const isNew = returns && this.#cameNow && this.#seq === group.firstSeq && this.#last === null;
    this.#members = group.members;
    this.#voice = voice;
    if (isNew) this.#say(() => pick(this.#deps.random, openings), this.#rank() * 2_500);
    else if (returns && this.#owed !== null) this.hear(this.#owed);
  }

  /** Says nothing more until it sits again. */
  pause(): void {
    this.#work?.abort();
    this.#voice = null;
  }

  /**
   * Takes a message of the log; reads and answers the text of a real person. Whoever has asked what
   * it is learns that first, whatever is written behind the question.
   */
  hear(message: Message): void {
    this.#seq = Math.max(this.#seq, message.seq);
    if (message.kind !== "text" && message.kind !== "edited" || !this.#isPerson(message.by)) return;
    const asks = asksWhatItIs(message.text);
    if (message.kind === "edited" && !asks) return;
    this.#isAsked ||= asks;
    this.#owed = message;
    this.#language = guessLanguage(message.text) ?? this.#language;
    const rank = this.#rank();
    const speaks = rank === 0 || this.#isAsked || this.#deps.random() < secondAnswers;
    this.#say(speaks ? () => this.#answerTo(message.text) : null, rank * 1_500);
  }

  #answerTo(text: string): string {
    const { random } = this.#deps;
    const occasion = this.#isAsked ? "who" : occasionOf(text);
    const language = this.#language ?? pick(random, ["fr", "en"] as const);
    const phrase = phraseFor(random, occasion, language, this.#last);
    if (!this.#isAsked || this.#language !== null) return phrase;
    // In both languages: the question showed none.
    return `${phrase} ${phraseFor(random, "who", language === "fr" ? "en" : "fr", null)}`;
  }

  #isPerson(id: UserId): boolean {
    const member = this.#members.find((one) => one.id === id);
    return member !== undefined && !member.bot;
  }

  /** 0 for the first bot here, 1 for the second. */
  #rank(): number {
    const bots = this.#members.filter(({ bot, leftAt }) => leftAt === null && bot);
    return Math.max(0, bots.findIndex(({ username }) => username === this.#name));
  }

  /** Reads, then types and sends the words, unless something new comes first. Null: reads alone. */
  #say(words: (() => string) | null, laterMs: number): void {
    this.#work?.abort();
    const work = new AbortController();
    this.#work = work;
    const signal = AbortSignal.any([work.signal, this.#deps.signal]);
    void this.#speak(words, laterMs, signal);
  }

  async #speak(words: (() => string) | null, laterMs: number, signal: AbortSignal): Promise<void> {
    const { random } = this.#deps;
    await pause(noticeMs.least + random() * noticeMs.spread, signal);
    if (signal.aborted) return;
    this.#voice?.read(this.#group, this.#seq);
    this.#owed = words === null ? null : this.#owed;
    if (words === null) return;
    await pause(laterMs, signal);
    if (signal.aborted) return;
    const text = words();
    this.#voice?.typing(this.#group);
    await pause(Math.min(typeMs.most, typeMs.least + text.length * typeMs.perLetter), signal);
    if (signal.aborted) return;
    this.#last = text;
    this.#owed = null;
    this.#isAsked = false;
    // Whoever has left the trio, or ends, need not know that nobody hears it.
    await this.#voice?.send(this.#group, text).catch(() => null);
  }
}
