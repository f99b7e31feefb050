// What a chat shows of a log: day breaks, grouping, system lines, the unread line, read marks,
// colours, the window.

import assert from "node:assert/strict";
import { columns, foldedText } from "../../web/chat/log/folding.ts";
import fc from "fast-check";
import { fold } from "../../protocol/log.ts";
import type { Message } from "../../protocol/domain.ts";
import {
  beginsRun,
  isSameLine,
  lastOwn,
  type Line,
  linesOf,
  readMarks,
} from "../../web/chat/log/timeline.ts";
import type { Operation, Pending } from "../../client/state/pending.ts";
import { countFree, countHere, countOthers, hueOf, othersOf } from "../../web/state/members.ts";
import {
  boundsOf,
  drawnMost,
  hold,
  moveDown,
  moveUp,
  type View,
} from "../../web/chat/log/log_window.ts";
import { translate } from "../../web/i18n/translate.ts";
import { ana, ben, chloe, groupOf, member, messageId, text, trio } from "../support/page/page.ts";
import { english, french } from "../support/page/speech.ts";

function at(day: number, hour: number, minute: number, second = 0): { at: string } {
  return { at: new Date(2026, 5, day, hour, minute, second).toISOString() };
}

function lines(
  run: readonly Message[],
  change: Partial<Parameters<typeof linesOf>[0]> = {},
): Line[] {
  const { items } = fold(run);
  return linesOf({
    items,
    all: items,
    before: undefined,
    pending: [],
    me: ana,
    unreadAbove: null,
    setBack: null,
    ...change,
  });
}

function word(line: Line): string {
  if (line.type !== "item") return line.type;
  if (line.item.kind !== "text") return line.item.kind;
  return `${line.item.seq}${line.isFirst ? " first" : ""}`;
}

const left: Message = { kind: "left", seq: 3, id: messageId(3), by: chloe, ...at(15, 9, 0) };

function pending(
  operation: { type: "edit" | "erase" | "react"; seq: number },
  refusal: Pending["refusal"] = null,
) {
  const whole = {
    text: "new words",
    emoji: "👍",
    on: true,
    group: trio,
    id: messageId(90),
    ...operation,
  } as Operation;
  return { operation: whole, at: 0, refusal, isStored: false };
}

Deno.test("[W208] a text of many rows is folded at its first ones, never within an address", () => {
  const fold = (words: string) => foldedText(words, columns.wide);
  for (const mark of ["\n", "\r\n", "\u2028", "\u2029", "\u0085", "\v", "\f"]) {
    assert.equal(fold(`a${mark.repeat(1_900)}b`), "a", JSON.stringify(mark));
  }
  assert.equal(fold("line\n".repeat(100))?.split("\n").length, 10);
  assert.equal(fold(`${"\t".repeat(3_998)}b`), "");
  assert.equal(fold("日".repeat(4_000)), "日".repeat(300));
  const address = `https://example.org/${"x".repeat(1_300)}`;
  assert.equal(fold(`see ${address}${"\n".repeat(100)}b`), "see");
  for (const words of ["", "x".repeat(960), "line\n".repeat(15), "日".repeat(480)]) {
    assert.equal(fold(words), null);
  }
});

Deno.test("[W208] a narrow window folds sooner, since a text has more rows there", () => {
  const words = "x".repeat(800);
  assert.equal(foldedText(words, columns.wide), null);
  assert.equal(foldedText(words, columns.narrow)?.length, 360);
});

Deno.test("[W17] lines are a run by author; another author, a pause of five minutes, a day or a system line parts them", () => {
  const shown = lines([
    text(1, ben, at(15, 9, 0, 1)),
    text(2, ben, at(15, 9, 0, 59)),
    left,
    text(4, ben, at(15, 9, 0, 59)),
    text(5, ana, at(15, 9, 0, 59)),
    text(6, ana, at(15, 9, 5, 58)),
    text(7, ana, at(15, 9, 10, 58)),
    text(8, ben, at(15, 9, 20)),
    text(9, ben, at(16, 9, 1)),
  ]);
  const expected = [
    "day",
    "1 first",
    "2",
    "left",
    "4 first",
    "5 first",
    "6",
    "pause",
    "7 first",
    "pause",
    "8 first",
    "day",
    "9 first",
  ];
  assert.deepEqual(shown.map(word), expected);
});

Deno.test("[W17] a text on its way begins a run where it will once it is acknowledged", () => {
  const run = [text(1, ben, at(15, 9, 0)), text(2, ana, at(15, 9, 0, 30))];
  const said = Date.parse(at(15, 9, 0, 30).at);
  for (
    const [before, later, begins] of [[1, 0, false], [1, 299_999, false], [
      1,
      300_000,
      true,
    ]] as const
  ) {
    assert.equal(beginsRun(fold(run).items[before], ana, said + later), begins);
  }
  assert.equal(beginsRun(fold(run).items[0], ana, said), true);
  assert.equal(beginsRun(undefined, ana, said), true);
});

Deno.test("[W17] a part of a log goes on from what stands above it", () => {
  const run = [text(1, ben, at(15, 9, 0)), text(2, ben, at(15, 9, 0)), text(3, ben, at(16, 9, 0))];
  const { items } = fold(run);
  assert.deepEqual(lines([], { items: items.slice(1), before: items[0] }).map(word), [
    "2",
    "day",
    "3 first",
  ]);
});

Deno.test("[W6] a message of an unknown kind is no line, and begins no day", () => {
  const odd = { ...text(2, ben, at(16, 9, 0)), kind: "painted" } as unknown as Message;
  assert.deepEqual(lines([text(1, ben, at(15, 9, 0)), odd]).map(({ type }) => type), [
    "day",
    "item",
  ]);
});

Deno.test("[W30] the unread line stands once, above the first new text of another", () => {
  const run = [text(1), text(2, ana), left, text(4), text(5)];
  assert.deepEqual(lines(run, { unreadAbove: 1 }).map(word).slice(-3), ["unread", "4 first", "5"]);
  assert.equal(lines(run, { unreadAbove: 5 }).some(({ type }) => type === "unread"), false);
  assert.equal(lines(run).some(({ type }) => type === "unread"), false);
});

Deno.test("[W31] a change on its way is shown as made; a refused one is not", () => {
  const run = [text(1, ana), text(2)];
  const shown = (one: Pending) =>
    lines(run, { pending: [one] }).flatMap((line) => line.type === "item" ? line : []);
  const [edited] = shown(pending({ type: "edit", seq: 1 }));
  assert.ok(edited?.item.kind === "text" && edited.item.text === "new words" && edited.isChanging);
  const [erased] = shown(pending({ type: "erase", seq: 1 }));
  assert.ok(erased?.item.kind === "text" && erased.item.erased);
  const [, reacted] = shown(pending({ type: "react", seq: 2 }));
  assert.ok(reacted?.item.kind === "text");
  assert.deepEqual(reacted.item.reactions, [{ emoji: "👍", by: [ana] }]);
  const [refused] = shown(pending({ type: "edit", seq: 1 }, "not_yours"));
  assert.ok(refused?.item.kind === "text" && refused.item.text === "line 1" && !refused.isChanging);
});

Deno.test("[W31] the last text that one can change is one's own and was not taken back", () => {
  const items = fold([text(1, ana), text(2, ana, { erased: true, text: "" }), text(3)]).items;
  assert.equal(lastOwn(items, ana)?.seq, 1);
  assert.equal(lastOwn(items, chloe), null);
});

Deno.test("[W17] a read mark stands at the last line that its member has read, one's own and those who left have none", () => {
  const shown = lines([text(1), text(2), { ...left, seq: 3 }, text(4)]);
  const group = groupOf({
    members: [
      member(ana, "ana", { readSeq: 4 }),
      member(ben, "ben", { readSeq: 3 }),
      member(chloe, "chloe"),
    ],
  });
  const marks = readMarks(shown, { group, me: ana, next: null });
  assert.deepEqual([...marks].map(([key, readers]) => [key, readers.map(({ id }) => id)]), [[
    messageId(3),
    [
      ben,
    ],
  ]]);
  assert.equal(
    readMarks(shown.slice(0, 2), { group, me: ana, next: 2 }).size,
    0,
    "read further down",
  );
  const gone = groupOf({
    members: [member(ben, "ben", { readSeq: 4, leftAt: "2026-06-15T12:00:00.000Z" })],
  });
  assert.equal(readMarks(shown, { group: gone, me: ana, next: null }).size, 0);
});

Deno.test("[W18] each member has one colour, the same for everyone; who comes later has one of their own", () => {
  const dave = messageId(77) as unknown as typeof ana;
  const members = [
    member(ana, "ana"),
    member(ben, "ben", { leftAt: "2026-06-15T12:00:00.000Z" }),
    member(chloe, "chloe"),
  ];
  const group = groupOf({ members: [...members, member(dave, "dave")] });
  assert.deepEqual([ana, ben, chloe, dave].map((id) => hueOf(group, id)), [1, 2, 3, 4]);
});

Deno.test("[W291] a deleted account has no member's colour, and whoever comes later does not take that which it had", () => {
  const dave = messageId(77) as unknown as typeof ana;
  const deleted = { leftAt: "2026-06-15T12:00:00.000Z", age: null };
  const members = [member(ana, "ana"), member(ben, "", deleted), member(chloe, "chloe")];
  const group = groupOf({ members: [...members, member(dave, "dave")] });
  assert.deepEqual([ana, ben, chloe, dave].map((id) => hueOf(group, id)), [1, 0, 3, 4]);
});

Deno.test("[W18] the two others are those who are there; here counts oneself and who is online", () => {
  const away = { leftAt: "2026-06-15T12:00:00.000Z" };
  const group = groupOf({
    members: [
      member(ana, "ana", { online: false }),
      member(ben, "ben", away),
      member(chloe, "chloe", { online: false }),
    ],
  });
  assert.deepEqual(othersOf(group, ana).map(({ username }) => username), ["chloe"]);
  assert.equal(countHere(group, ana), 1);
  const alone = groupOf({
    members: [member(ana, "ana"), member(ben, "ben", away), member(chloe, "chloe", away)],
  });
  assert.deepEqual(othersOf(alone, ana).map(({ username }) => username), ["ben", "chloe"]);
});

Deno.test("[W290] what is said of free seats, and of those who see a member leave, goes by who is there", () => {
  const away = { leftAt: "2026-06-15T12:00:00.000Z" };
  const all = [member(ana, "ana"), member(ben, "ben"), member(chloe, "chloe")];
  const alone = all.map((each) => each.id === ana ? each : { ...each, ...away });
  const two = all.map((each) => each.id === ben ? { ...each, ...away } : each);
  const filled = [...two, member(messageId(77) as unknown as typeof ana, "dave")];
  const groups = [all, two, alone, filled].map((members) => groupOf({ members }));
  assert.deepEqual(groups.map(countFree), [0, 1, 2, 0]);
  assert.deepEqual(groups.map(countOthers), [2, 1, 0, 2]);
  assert.equal(
    translate(english, "quit.seen", { count: 1 }),
    "The other person will see that you left.",
  );
  assert.equal(translate(english, "seat.room", { count: 2 }), "Room for two more");
  assert.equal(translate(french, "seat.room", { count: 2 }), "Deux places libres");
});

Deno.test("[W32] of a log of any length no more than the window is drawn, wherever the reader goes; every line can be reached", () => {
  const moves = fc.array(fc.constantFrom("up", "down", "hold"), { maxLength: 40 });
  fc.assert(fc.property(fc.integer({ min: 0, max: 600 }), moves, (count, steps) => {
    const { items } = fold(Array.from({ length: count }, (_, index) => text(index + 1)));
    let view: View = null;
    for (const step of steps) {
      const before = boundsOf(view, items);
      view = step === "up"
        ? moveUp(view, items)
        : step === "down"
        ? moveDown(view, items)
        : hold(view, items);
      const { from, to } = boundsOf(view, items);
      assert.ok(to - from <= drawnMost && from >= 0 && to <= count);
      assert.ok(count === 0 || Math.min(to, before.to) > Math.max(from, before.from), "It jumped");
      if (step === "up" && before.from > 0) assert.ok(from < before.from);
      if (step === "down" && before.to < count) assert.ok(to > before.to);
    }
  }));
});

Deno.test("[W32] a reader who comes back to the end of a log goes along with it again", () => {
  const { items } = fold(Array.from({ length: 300 }, (_, index) => text(index + 1)));
  let view = hold(null, items);
  for (let step = 0; step < 5; step++) view = moveUp(view, items);
  assert.ok(boundsOf(view, items).to < items.length);
  for (let step = 0; step < 10; step++) view = moveDown(view, items);
  assert.equal(view, null);
  const { items: longer } = fold(Array.from({ length: 400 }, (_, index) => text(index + 1)));
  assert.equal(boundsOf(view, longer).to, 400);
});

Deno.test("[W88] who came in later has no read mark above their coming", () => {
  const joined: Message = { kind: "joined", seq: 3, id: messageId(3), by: chloe, ...at(15, 9, 1) };
  const shown = lines([text(1, ben, at(15, 9, 0)), text(2, ben, at(15, 9, 0)), joined]);
  const marksAt = (readSeq: number) => {
    const group = groupOf({ members: [member(ana, "ana"), member(chloe, "chloe", { readSeq })] });
    return [...readMarks(shown, { group, me: ana, next: null }).keys()];
  };
  assert.deepEqual(marksAt(2), []);
  assert.deepEqual(marksAt(3), [messageId(3)]);
});

Deno.test("[W350] the line of a day is drawn anew once earlier messages of that day are there", () => {
  const late = text(3, ben, { ...at(15, 18, 43) });
  const [day] = lines([late]);
  const [earlier] = lines([text(2, ben, { ...at(15, 18, 35) }), late]);
  const [again] = lines([late]);
  assert(day && earlier && again);
  assert.deepEqual([day.type, earlier.key], ["day", day.key]);
  assert.equal(isSameLine(day, earlier), false);
  assert.equal(isSameLine(day, again), true);
});

Deno.test("[W351] where messages were lost by a restore a line says so, wherever the window ends", () => {
  const setBack = { seq: 2, at: "2026-06-15T18:36:00.000Z" };
  const run = [1, 2, 3].map((seq) => text(seq));
  assert.deepEqual(lines(run.slice(0, 2), { setBack }).map(word), [
    "day",
    "1 first",
    "2",
    "setBack",
  ]);
  assert.deepEqual(lines(run, { setBack }).map(word), [
    ...["day", "1 first", "2", "setBack"],
    "3 first",
  ]);
  const { items } = fold(run);
  assert.deepEqual(lines([], { items: items.slice(0, 2), all: items, setBack }).map(word), [
    ...["day", "1 first", "2"],
  ]);
  const above = { items: items.slice(2), all: items, before: items[1], setBack };
  assert.deepEqual(lines([], above).map(word), ["setBack", "3 first"]);
});
