// What a chat shows of a log: day breaks, grouping, system lines, read marks, colours.

import assert from "node:assert/strict";
import type { Message } from "../actors/protocol.ts";
import { linesOf, readMarks } from "../web/lines.ts";
import { countHere, hueOf, othersOf } from "../web/people.ts";
import { newRoom } from "../web/room.ts";
import { ana, ben, chloe, groupOf, member, messageId, text } from "./support/web.ts";

function at(day: number, hour: number, minute: number, second = 0): { at: string } {
  return { at: new Date(2026, 5, day, hour, minute, second).toISOString() };
}

function lines(...run: Message[]) {
  return linesOf({ ...newRoom(groupOf()), run, head: run.length });
}

const left: Message = { kind: "left", seq: 3, id: messageId(3), by: chloe, ...at(15, 9, 0) };

Deno.test("[W17] lines go together by author and minute; another author, minute, day or system line parts them", () => {
  const shown = lines(
    text(1, ben, at(15, 9, 0, 1)),
    text(2, ben, at(15, 9, 0, 59)),
    left,
    text(4, ben, at(15, 9, 0, 59)),
    text(5, ana, at(15, 9, 0, 59)),
    text(6, ana, at(15, 9, 1)),
    text(7, ana, at(16, 9, 1)),
  );
  assert.deepEqual(
    shown.map((line) => line.type === "text" ? `${line.seq}${line.isFirst ? " first" : ""}` : line.type),
    [
      "day",
      "1 first",
      "2",
      "left",
      "4 first",
      "5 first",
      "6 first",
      "day",
      "7 first",
    ],
  );
});

Deno.test("[W6] a message of an unknown kind is no line, and begins no day", () => {
  const odd = { ...text(2, ben, at(16, 9, 0)), kind: "painted" } as unknown as Message;
  assert.deepEqual(lines(text(1, ben, at(15, 9, 0)), odd).map((line) => line.type), ["day", "text"]);
});

Deno.test("[W17] a read mark stands at the last line that its member has read, one's own and those who left have none", () => {
  const shown = lines(text(1), text(2), { ...left, seq: 3 }, text(4));
  const group = groupOf({
    members: [member(ana, "ana", { readSeq: 4 }), member(ben, "ben", { readSeq: 3 }), member(chloe, "chloe")],
  });
  const marks = readMarks(shown, group, ana);
  assert.deepEqual([...marks].map(([key, readers]) => [key, readers.map(({ id }) => id)]), [[messageId(3), [
    ben,
  ]]]);
  const gone = groupOf({ members: [member(ben, "ben", { readSeq: 4, leftAt: "2026-06-15T12:00:00.000Z" })] });
  assert.equal(readMarks(shown, gone, ana).size, 0);
});

Deno.test("[W18] each member has one colour, the same for everyone; who comes later takes that of the seat", () => {
  const dave = messageId(77) as unknown as typeof ana;
  const members = [
    member(ana, "ana"),
    member(ben, "ben", { leftAt: "2026-06-15T12:00:00.000Z" }),
    member(chloe, "chloe"),
  ];
  const group = groupOf({ members: [...members, member(dave, "dave")] });
  assert.deepEqual([ana, ben, chloe, dave].map((id) => hueOf(group, id)), [1, 2, 3, 2]);
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
