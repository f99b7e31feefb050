// The fold of a log against a naive reading, over random logs, cuts and ages of pages.

import assert from "node:assert/strict";
import fc from "fast-check";
import { type MessageRow, toMessage } from "../../db/groups/messages.ts";
import {
  extend,
  fold,
  type Item,
  nothingShown,
  precede,
  type Shown,
  textAt,
} from "../../protocol/log.ts";
import type { Message, ReactedMessage, UserId } from "../../protocol/domain.ts";
import { ana, ben, chloe, messageId, text } from "../support/page/page.ts";

const people = [ana, ben, chloe];
const emojis = ["👍", "❤️", "😂"];

function base(seq: number) {
  return { seq, id: messageId(seq), at: new Date(seq * 1_000).toISOString() };
}
const formed: Message = { ...base(1), kind: "formed", by: null, members: people };
const left = (seq: number): Message => ({ ...base(seq), kind: "left", by: chloe });
const edited = (seq: number, target: number, words: string): Message => ({
  ...base(seq),
  kind: "edited",
  by: ben,
  target,
  text: words,
});
const erased = (seq: number, target: number): Message => ({
  ...base(seq),
  kind: "erased",
  by: ben,
  target,
});
const reacted = (seq: number, target: number, emoji: string, by: UserId): ReactedMessage => ({
  ...base(seq),
  kind: "reacted",
  by,
  target,
  emoji,
  on: true,
});
const off = (message: ReactedMessage): Message => ({ ...message, on: false });

type Choice = readonly [kind: number, target: number, who: number, on: boolean];
const choices = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 7 }), fc.nat({ max: 99 }), fc.nat({ max: 2 }), fc.boolean()),
  { maxLength: 40 },
);

/** A log as it happened: each text as it was when it was said. */
function logOf(chosen: readonly Choice[]): Message[] {
  const log: Message[] = [formed];
  const texts: number[] = [];
  for (const [kind, nth, who, on] of chosen) {
    const seq = log.length + 1;
    const target = texts[nth % Math.max(1, texts.length)];
    if (kind < 3 || target === undefined) {
      texts.push(seq);
      log.push(text(seq, people[who], { ...base(seq), reply: on ? target ?? null : null }));
    } else if (kind === 3) log.push(edited(seq, target, `edit ${seq}`));
    else if (kind === 4 && on) log.push(erased(seq, target));
    else if (kind === 7) log.push(left(seq));
    else {
      const put = reacted(seq, target, emojis[(nth + who) % 3] ?? "", people[who] ?? ana);
      log.push(on ? put : off(put));
    }
  }
  return log;
}

/** The messages as the server gives them when its log ends at `head`: texts and edits of then. */
function readAt(log: readonly Message[], messages: readonly Message[], head: number): Message[] {
  const past = log.slice(0, head);
  return messages.map((message) => {
    if (message.kind !== "text" && message.kind !== "edited") return message;
    const target = message.kind === "text" ? message.seq : message.target;
    const about = past.filter((each) => "target" in each && each.target === target);
    const isErased = about.some((each) => each.kind === "erased");
    const edits = about.filter((each) => each.kind === "edited");
    const words = isErased ? "" : edits.at(-1)?.text ?? message.text;
    if (message.kind === "edited") return { ...message, text: words };
    return { ...message, text: words, editedAt: edits.at(-1)?.at ?? null, erased: isErased };
  });
}

/** Each text by itself from the whole log, the slow and plain way. */
function naive(log: readonly Message[]): unknown[] {
  return log.filter((message) => !("target" in message)).map((message) => {
    if (message.kind !== "text") return message;
    const about = log.filter((each) => "target" in each && each.target === message.seq);
    const { kind, seq, id, by, at, reply } = message;
    const shown = { kind, seq, id, by, at, reply };
    if (about.some((each) => each.kind === "erased")) {
      return { ...shown, text: "", editedAt: null, erased: true, reactions: [] };
    }
    const last = about.findLast((each) => each.kind === "edited");
    const touches = about.filter((each) => each.kind === "reacted");
    return {
      ...shown,
      text: last?.text ?? message.text,
      editedAt: last?.at ?? null,
      erased: false,
      reactions: naiveReactions(touches),
    };
  });
}

function naiveReactions(touches: readonly (Message & { kind: "reacted" })[]) {
  const on: [string, UserId][] = [];
  const shown: string[] = [];
  for (const { emoji, by, on: isOn } of touches) {
    const at = on.findIndex(([each, user]) => each === emoji && user === by);
    if (isOn && at < 0) on.push([emoji, by]);
    if (!isOn && at >= 0) on.splice(at, 1);
    if (isOn && !shown.includes(emoji)) shown.push(emoji);
    if (!on.some(([each]) => each === emoji) && shown.includes(emoji)) {
      shown.splice(shown.indexOf(emoji), 1);
    }
  }
  return shown.map((emoji) => ({
    emoji,
    by: on.filter(([each]) => each === emoji).map(([, user]) => user),
  }));
}

function shownText(shown: Shown, seq: number) {
  const found = textAt(shown.items, seq);
  assert.ok(found, `No text at ${seq}`);
  return found;
}

Deno.test("[L1] an amendment of what is not a text, or is not there, shows nothing by itself", () => {
  const log = [
    formed,
    edited(2, 1, "x"),
    reacted(3, 1, "👍", ana),
    erased(4, 1),
    edited(5, 9, "x"),
  ];
  assert.deepEqual(fold(log).items, [formed]);
  const odd = { ...base(2), kind: "painted", by: ben } as unknown as Message;
  assert.deepEqual(fold([formed, odd]).items, [formed]);
});

Deno.test("[L8] who came in later is shown as a line of its own", () => {
  const joined: Message = { ...base(3), kind: "joined", by: chloe };
  assert.deepEqual(fold([formed, left(2), joined]).items, [formed, left(2), joined]);
});

Deno.test("[L9] what was taken back waits for its text in no edit, before or after, in whatever parts", () => {
  const log = [
    text(1),
    edited(2, 1, "secret"),
    edited(3, 1, "secret"),
    erased(4, 1),
    edited(5, 9, "kept"),
  ];
  for (const cut of [1, 2, 3, 4]) {
    const newer = fold(log.slice(cut));
    assert.doesNotMatch(JSON.stringify(newer), /secret/);
    assert.match(JSON.stringify(newer), /kept/);
    const withoutText = precede(newer, log.slice(1, cut));
    assert.doesNotMatch(JSON.stringify(withoutText), /secret/);
    const parts = precede(withoutText, log.slice(0, 1));
    assert.doesNotMatch(JSON.stringify(parts), /secret/);
    assert.deepEqual(parts, fold(log));
  }
});

Deno.test("[L2] a text that was taken back stays empty, whatever comes before or after in whatever order", () => {
  const log = [
    text(1),
    reacted(2, 1, "👍", ana),
    erased(3, 1),
    edited(4, 1, "back"),
    reacted(5, 1, "👍", ben),
  ];
  const gone = { text: "", editedAt: null, erased: true, reactions: [] };
  const { text: words, editedAt, erased: isErased, reactions } = shownText(fold(log), 1);
  assert.deepEqual({ text: words, editedAt, erased: isErased, reactions }, gone);
  const readLater = fold([text(1, ben, { text: "", erased: true }), reacted(2, 1, "👍", ana)]);
  assert.deepEqual(shownText(readLater, 1).reactions, []);
  const editReadLater = fold([text(1), edited(2, 1, "")]);
  assert.equal(shownText(editReadLater, 1).erased, true);
});

Deno.test("[L3] a user may have several emojis on one text, each on or off by itself, once", () => {
  const touches = [
    reacted(2, 1, "👍", ana),
    reacted(3, 1, "❤️", ana),
    reacted(4, 1, "👍", ben),
    reacted(5, 1, "👍", ben),
    off(reacted(6, 1, "😂", chloe)),
    off(reacted(7, 1, "👍", ana)),
  ];
  assert.deepEqual(shownText(fold([text(1), ...touches]), 1).reactions, [
    { emoji: "👍", by: [ben] },
    { emoji: "❤️", by: [ana] },
  ]);
});

Deno.test("[L60] forms of one emoji are one reaction, which each form takes off; what shows nothing is none", () => {
  const touches = [
    reacted(2, 1, "👍", ana),
    reacted(3, 1, "👍\ufe0f", ben),
    reacted(4, 1, "❤", ana),
    reacted(5, 1, "→", ana),
    reacted(6, 1, "\u200b", ana),
    reacted(7, 1, "\u202e", ben),
    off(reacted(8, 1, "👍\ufe0f", ana)),
  ];
  const reactions = (log: Parameters<typeof fold>[0]) => shownText(fold(log), 1).reactions;
  const others = [{ emoji: "❤\ufe0f", by: [ana] }, { emoji: "→", by: [ana] }];
  assert.deepEqual(reactions([text(1), ...touches]), [{ emoji: "👍", by: [ben] }, ...others]);
  assert.deepEqual(reactions([text(1), ...touches, off(reacted(9, 1, "👍", ben))]), others);
});

Deno.test("[L60] a row of an earlier version is read in the one form of its emoji", () => {
  const row = { seq: 2, kind: "reacted", id: "", by: ana, at: "" } as unknown as MessageRow;
  const emojiOf = (emoji: string) => {
    const message = toMessage({ ...row, content: { target: 1, emoji, on: true } });
    return message.kind === "reacted" ? message.emoji : null;
  };
  assert.deepEqual(["👍\ufe0f", "❤", "→", "\u200b"].map(emojiOf), ["👍", "❤\ufe0f", "→", "\u200b"]);
});

Deno.test("[L4] the fold of a log is what a naive reading of the whole gives", () => {
  fc.assert(fc.property(choices, (chosen) => {
    const log = logOf(chosen);
    assert.deepEqual(fold(log).items, naive(log));
  }));
});

Deno.test("[L5] however a run is cut, extended and preceded, and whenever its pages were read, the result is the same", () => {
  const cuts = fc.array(fc.nat({ max: 41 }), { minLength: 1, maxLength: 5 });
  const ages = fc.array(fc.nat({ max: 41 }), { minLength: 6, maxLength: 6 });
  fc.assert(fc.property(choices, cuts, ages, (chosen, cutAt, readAges) => {
    const log = logOf(chosen);
    const places = [...cutAt.map((cut) => cut % (log.length + 1))].sort((a, b) => a - b);
    const bounds = [0, ...places, log.length];
    const live = places.at(-1) ?? 0;
    // Pages below were read at any time since their own messages; what follows came as it happened.
    let shown = log.slice(live).reduce((held, message) => extend(held, [message]), nothingShown);
    for (let page = bounds.length - 3; page >= 0; page--) {
      const messages = log.slice(bounds[page], bounds[page + 1]);
      const head = Math.max(bounds[page + 1] ?? 0, (readAges[page] ?? 0) % (log.length + 1));
      shown = precede(shown, readAt(log, messages, head));
    }
    assert.deepEqual(shown.items, naive(log));
    assert.deepEqual(shown.early, []);
  }));
});

Deno.test("[L6] what is shown already is not changed, and an item that stays as it was stays the same object", () => {
  const before = fold([formed, text(2), text(3)]);
  const copy = structuredClone(before);
  const after = extend(before, [reacted(4, 3, "👍", ana), text(5)]);
  assert.deepEqual(before, copy);
  assert.equal(after.items[1], before.items[1]);
  assert.notEqual(after.items[2], before.items[2]);
  const preceded = precede(fold([text(5), edited(6, 4, "now")]), [text(4)]);
  assert.equal(shownText(preceded, 4).text, "now");
  assert.deepEqual(preceded.early, []);
});

Deno.test("[L7] an amendment of one text in a log of 10,000 touches that text alone", () => {
  const many = fold(Array.from({ length: 10_000 }, (_, index) => text(index + 1)));
  const next = extend(many, [reacted(10_001, 5_000, "👍", ana)]);
  const changed = next.items.filter((item: Item, index) => item !== many.items[index]);
  assert.deepEqual(changed.map((item) => item.seq), [5_000]);
});
