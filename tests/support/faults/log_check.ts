// A log held against what its members sent and were shown: nothing lost, nothing twice, nothing
// else.

import assert from "node:assert/strict";
import type { Message } from "../../../protocol/domain.ts";
import type { Chatter, Sent } from "./chatter.ts";

const kinds = { send: "text", edit: "edited", erase: "erased", react: "reacted" } as const;

/** Throws at the first difference. All that the members sent must be acknowledged. */
export function assertLog(log: readonly Message[], members: readonly Chatter[]): void {
  assert.deepEqual(log.map(({ seq }) => seq), log.map((_, index) => index + 1));
  const sent = new Map(members.flatMap((chatter) => [...chatter.sent]));
  const acknowledged = new Map(members.flatMap((chatter) => [...chatter.acknowledged]));
  assert.equal(log.length - 1, sent.size, "The log has more or fewer messages than were sent");
  for (const message of log.slice(1)) {
    const frame = sent.get(message.id) ?? assert.fail(`Nobody sent ${JSON.stringify(message)}`);
    assert.equal(message.kind, kinds[frame.type]);
    if ("seq" in frame) assert.equal("target" in message && message.target, frame.seq);
    assert.equal(acknowledged.get(message.id), message.seq);
  }
  assertTexts(log, sent);
  for (const { shown } of members) {
    for (const [seq, { id }] of shown) {
      assert.equal(log[seq - 1]?.id, id, `Something else was shown at ${seq}`);
    }
  }
}

/** A text and its edits say what its author said last, and nothing once it was taken back. */
function assertTexts(log: readonly Message[], sent: ReadonlyMap<string, Sent>): void {
  const said = new Map<number, string>();
  for (const { id, seq } of log) {
    const frame = sent.get(id);
    if (frame?.type === "send") said.set(seq, frame.text);
    if (frame?.type === "edit") said.set(frame.seq, frame.text);
    if (frame?.type === "erase") said.set(frame.seq, "");
  }
  for (const message of log) {
    if (message.kind === "text") assert.equal(message.text, said.get(message.seq));
    if (message.kind === "edited") assert.equal(message.text, said.get(message.target));
  }
}
