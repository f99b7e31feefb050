// Folds a log into what a page shows of it: texts as edited or erased, with their reactions, and
// system lines. Pure. Any run without a gap can be folded, extended at its end and preceded by an
// older one: the parts give the whole. An amendment whose text is not there yet waits for it.

import type { Amendment, Instant, Message, MessageId, TextMessage, UserId } from "./domain.ts";
import { reactionForm } from "./rules.ts";

/** One emoji on a text, and the users who put it there, in that order. */
export interface Reaction {
  readonly emoji: string;
  readonly by: readonly UserId[];
}

/** A text as it is now. Taken back it is empty, and has no time of editing and no reactions. */
export interface ShownText {
  readonly kind: "text";
  readonly seq: number;
  readonly id: MessageId;
  readonly by: UserId;
  readonly at: Instant;
  readonly text: string;
  readonly editedAt: Instant | null;
  readonly erased: boolean;
  /** The seq of the text that this one answers; null: of none that the viewer may see. */
  readonly reply: number | null;
  /** In the order in which they were first put on. */
  readonly reactions: readonly Reaction[];
}

/** Messages that are shown as the log has them. */
export type ShownSystem = Exclude<Message, TextMessage | Amendment>;
export type Item = ShownText | ShownSystem;

export interface Shown {
  /** Ascending. An item that did not change is the same object as before. */
  readonly items: readonly Item[];
  /** Amendments of texts below the run, ascending: they wait for their texts. */
  readonly early: readonly Amendment[];
}

export const nothingShown: Shown = { items: [], early: [] };

/** What a run of messages shows, ascending and without a gap. An unknown kind shows nothing. */
export function fold(messages: readonly Message[]): Shown {
  return extend(nothingShown, messages);
}

/** What is shown when messages follow right behind. Costs a copy of the list, not a new fold. */
export function extend(shown: Shown, messages: readonly Message[]): Shown {
  const items = shown.items.slice();
  const early = shown.early.slice();
  for (const message of messages) {
    if (isAmendment(message)) {
      if (!amendIn(items, message)) early.push(message);
    } else {
      const item = itemOf(message);
      if (item !== null) items.push(item);
    }
  }
  return { items, early: early.length === shown.early.length ? shown.early : withoutErased(early) };
}

/** What is shown when the messages right below are there, too. */
export function precede(shown: Shown, older: readonly Message[]): Shown {
  const below = fold(older);
  const items = [...below.items];
  const early = shown.early.filter((amendment) => !amendIn(items, amendment));
  return { items: items.concat(shown.items), early: withoutErased([...below.early, ...early]) };
}

/** A text after one more amendment. A repeat, or a text that was taken back, changes nothing. */
export function amend(text: ShownText, amendment: Amendment): ShownText {
  if (text.erased) return text;
  switch (amendment.kind) {
    case "edited":
      // The server reads an edit as empty when its text was taken back since.
      if (amendment.text === "") return erased(text);
      return { ...text, text: amendment.text, editedAt: amendment.at };
    case "erased":
      return erased(text);
    case "reacted":
      return { ...text, reactions: react(text.reactions, amendment) };
  }
}

interface Touch {
  readonly emoji: string;
  readonly by: UserId;
  readonly on: boolean;
}

/** The reactions after one emoji was put on, or taken off. */
export function react(
  reactions: readonly Reaction[],
  { emoji: written, by, on }: Touch,
): readonly Reaction[] {
  const emoji = reactionForm(written);
  if (emoji === null) return reactions;
  const there = reactions.find((reaction) => reaction.emoji === emoji);
  if ((there?.by.includes(by) ?? false) === on) return reactions;
  if (there === undefined) return [...reactions, { emoji, by: [by] }];
  const users = on ? [...there.by, by] : there.by.filter((user) => user !== by);
  const next = reactions.map((reaction) => reaction === there ? { emoji, by: users } : reaction);
  return next.filter((reaction) => reaction.by.length > 0);
}

/** The text at a place in the log, when it is among the items. */
export function textAt(items: readonly Item[], seq: number): ShownText | null {
  const item = items[placeOf(items, seq)];
  return item?.kind === "text" && item.seq === seq ? item : null;
}

/** Where the first item stands whose seq is not below this one; the length when there is none. */
export function placeOf(items: readonly Item[], seq: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.seq ?? Infinity) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Amends a text among the items. False: the text is not there. */
function amendIn(items: Item[], amendment: Amendment): boolean {
  const place = placeOf(items, amendment.target);
  const text = items[place];
  if (text?.kind !== "text" || text.seq !== amendment.target) return false;
  items[place] = amend(text, amendment);
  return true;
}

/** Of a text that was taken back only that amendment is kept: an edit would hold the text. */
function withoutErased(early: readonly Amendment[]): readonly Amendment[] {
  const gone = new Set(early.filter(({ kind }) => kind === "erased").map(({ target }) => target));
  return gone.size === 0
    ? early
    : early.filter(({ kind, target }) => kind === "erased" || !gone.has(target));
}

function isAmendment(message: Message): message is Amendment {
  return message.kind === "edited" || message.kind === "erased" || message.kind === "reacted";
}

function itemOf(message: Exclude<Message, Amendment>): Item | null {
  switch (message.kind) {
    case "text": {
      const { kind, seq, id, by, at, text, editedAt, reply, erased: isErased } = message;
      const shown = {
        kind,
        seq,
        id,
        by,
        at,
        text,
        editedAt,
        erased: false,
        // A browser may have kept the text since before there were answers.
        reply: reply ?? null,
        reactions: [],
      } as const;
      return isErased ? erased(shown) : shown;
    }
    case "formed":
    case "joined":
    case "left":
      return message;
    default:
      return null;
  }
}

function erased(text: ShownText): ShownText {
  return { ...text, text: "", editedAt: null, erased: true, reactions: [] };
}

/**
 * A message as a member sees it who came in at `firstSeq`: one about an earlier text carries
 * nothing of it, nor what was put on it, and an answer to one does not name it.
 */
export function withoutUnseen(message: Message, firstSeq: number): Message {
  switch (message.kind) {
    case "text":
      return message.reply !== null && message.reply < firstSeq
        ? { ...message, reply: null }
        : message;
    case "edited":
      return message.target < firstSeq ? { ...message, text: "" } : message;
    case "reacted":
      return message.target < firstSeq ? { ...message, emoji: "" } : message;
    default:
      return message;
  }
}
