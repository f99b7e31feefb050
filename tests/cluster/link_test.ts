// Links and inboxes: what one node sends to another is taken once and in order, and where something
// may be lost the receiver finds it out.

import assert from "node:assert/strict";
import { Inbox } from "../../cluster/inbox.ts";
import { type Batch, type Connected, type Item, Link } from "../../cluster/link.ts";
import type { UserId } from "../../protocol/domain.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { settle } from "./support/turns.ts";

type Fate = "well" | "lost" | "unanswered";

const frame = (text: string): Item => ({ type: "frame", users: ["a" as UserId], text });
const textsOf = (items: readonly Item[]) =>
  items.map((item) => item.type === "frame" ? item.text : item.type);

/** A link of n1 to n2, whose inbox can begin anew. */
function open({ isAtWork = true, lacks = false } = {}) {
  const clock = new FakeClock();
  const users: Connected[] = [{ user: "a" as UserId, opened: [1] }];
  const state = { fate: "well" as Fate, losses: 0, late: 0, ids: 0, end: 0 };
  const [batches, taken, wholes]: [Batch[], Item[], (readonly Connected[])[]] = [[], [], []];
  const newInbox = () =>
    new Inbox({
      onWhole: (_, whole) => void wholes.push(whole),
      onItem: (_, item) => void taken.push(item),
      onLoss: () => void state.losses++,
      isAtWork: () => isAtWork,
      sentTo: () => ({ id: "back", number: state.end }),
    });
  const ends = { inbox: newInbox() };
  const push = (_: string, batch: string): Promise<string> => {
    batches.push(JSON.parse(batch));
    if (state.fate === "lost") return Promise.reject(new Error("Lost"));
    const answer = JSON.stringify(ends.inbox.take(JSON.parse(batch)));
    return state.fate === "well"
      ? Promise.resolve(answer)
      : Promise.reject(new Error("The answer was lost"));
  };
  const newLink = () =>
    new Link("n2", {
      engine: { node: "n1", push },
      clock,
      newId: () => `link ${++state.ids}`,
      defer: (run) => void clock.after(0, run),
      whole: () => users,
      onLate: () => void state.late++,
      lacks,
    });
  const pass = async (ms = 0) => {
    for (let left = ms; left >= 0; left -= 50) {
      clock.advance(Math.min(left, 50));
      await settle();
    }
  };
  const restart = () => void (ends.inbox = newInbox());
  return { newLink, pass, restart, state, batches, taken, wholes, ends, users };
}

Deno.test("[U10] a link begins with all users, and says only what is new after it", async () => {
  const { newLink, pass, batches, wholes, users } = open();
  const link = newLink();
  await pass();
  link.send(frame("1"));
  await pass();
  assert.deepEqual(wholes, [users]);
  assert.deepEqual(batches.map(({ number, whole }) => [number, whole !== undefined]), [
    [1, true],
    [2, false],
  ]);
  link.close();
});

Deno.test("[U10] a batch that was lost is sent again, and one whose answer was lost is taken once, in order", async () => {
  const { newLink, pass, state, taken } = open();
  const link = newLink();
  await pass();
  for (const [text, fate] of [["1", "unanswered"], ["2", "lost"], ["3", "well"]] as const) {
    state.fate = fate;
    link.send(frame(text));
    await pass(150);
  }
  await pass(300);
  assert.deepEqual(textsOf(taken), ["1", "2", "3"]);
  assert.equal(state.losses, 0);
  link.close();
});

Deno.test("[U10] what waits is known, and what is sent later is not waited for", async () => {
  const { newLink, pass, state } = open();
  const link = newLink();
  await pass();
  assert.equal(link.caughtUp(), null);
  state.fate = "lost";
  link.send(frame("1"));
  let isTaken = false;
  void link.caughtUp()?.then(() => isTaken = true);
  await pass(500);
  assert.equal(isTaken, false);
  link.send(frame("2"));
  state.fate = "well";
  await pass(150);
  assert.equal(isTaken, true);
  state.fate = "lost";
  link.send(frame("3"));
  const waiting = link.caughtUp();
  link.close();
  await waiting;
});

Deno.test("[U11] a receiver that has begun anew asks for all users, and finds that something is lost", async () => {
  const { newLink, pass, restart, state, wholes, taken, users } = open();
  const link = newLink();
  await pass();
  link.send(frame("1"));
  await pass();
  restart();
  link.send(frame("2"));
  await pass();
  assert.deepEqual(wholes, [users, users]);
  assert.deepEqual(textsOf(taken), ["1", "2"]);
  assert.equal(state.losses, 1);
  link.close();
});

Deno.test("[U11] a receiver that begins anew unnoticed is found within about a second, though nothing is said", async () => {
  const { newLink, pass, restart, wholes } = open();
  const link = newLink();
  await pass();
  restart();
  await pass(1_100);
  assert.equal(wholes.length, 2);
  link.close();
});

Deno.test("[U11] another link of a node that was there, or was taken for gone, means loss; the first one does not", async () => {
  const { newLink, pass, state, ends } = open();
  const first = newLink();
  await pass();
  assert.equal(state.losses, 0);
  first.close();
  const second = newLink();
  await pass();
  assert.equal(state.losses, 1);
  second.close();
  ends.inbox.forget("n1");
  const third = newLink();
  await pass();
  assert.equal(state.losses, 2);
  third.close();
});

Deno.test("[U11] a node that has said that it stops is back without loss", async () => {
  const { newLink, pass, state, ends } = open();
  const first = newLink();
  first.send({ type: "bye" });
  await pass();
  assert(ends.inbox.hasLeft("n1"));
  first.close();
  ends.inbox.forget("n1");
  const second = newLink();
  await pass();
  assert.equal(ends.inbox.hasLeft("n1"), false);
  assert.equal(state.losses, 0);
  second.close();
});

Deno.test("[U11] a link before which frames were not sent means loss", async () => {
  const { newLink, pass, state } = open({ lacks: true });
  const link = newLink();
  await pass();
  assert.equal(state.losses, 1);
  link.close();
});

Deno.test("[U12] a receiver at work that did not know the users says so, also when its answer is lost", async () => {
  const { newLink, pass, state } = open();
  state.fate = "unanswered";
  const link = newLink();
  await pass(50);
  assert.equal(state.late, 0);
  state.fate = "well";
  await pass(200);
  assert.equal(state.late, 1);
  link.send(frame("1"));
  await pass();
  assert.equal(state.late, 1);
  link.close();
  const idle = open({ isAtWork: false });
  const other = idle.newLink();
  await idle.pass();
  assert.equal(idle.state.late, 0);
  other.close();
});

Deno.test("[U13] past 32 million characters all that waits is dropped, and the receiver finds that out", async () => {
  const { newLink, pass, state, taken, wholes } = open();
  const link = newLink();
  await pass();
  state.fate = "lost";
  link.send(frame("under way"));
  await pass();
  for (let count = 0; count < 34; count++) link.send(frame("x".repeat(1_000_000)));
  state.fate = "well";
  await pass(300);
  assert.deepEqual(textsOf(taken).map((text) => text.length), ["under way".length, 1_000_000]);
  assert.equal(wholes.length, 2);
  assert.equal(state.losses, 1);
  link.close();
});

Deno.test("[U14] each answer says up to where the other has sent, and that can be waited for", async () => {
  const { newLink, pass, state, ends } = open();
  state.end = 7;
  const link = newLink();
  await pass();
  assert.deepEqual(link.heard, { id: "back", number: 7 });
  const reached = (number: number) => ends.inbox.reached("n1", { id: "link 1", number });
  assert.equal(reached(1), null);
  assert.deepEqual(link.end, { id: "link 1", number: 1 });
  link.send(frame("1"));
  assert.deepEqual(link.end, { id: "link 1", number: 2 });
  let isReached = false;
  void reached(2)?.then(() => isReached = true);
  await settle();
  assert.equal(isReached, false);
  await pass();
  assert.equal(isReached, true);
  const never = reached(9);
  ends.inbox.forget("n1");
  await never;
  assert.equal(reached(9), null, "Of another link nothing more comes");
  link.close();
});

Deno.test("[U13] past 100,000 items what waits is dropped, but not what nothing makes up for", async () => {
  const { newLink, pass, state, taken, wholes } = open();
  const link = newLink();
  await pass();
  state.fate = "lost";
  link.send(frame("under way"));
  await pass();
  const facts: Item = { type: "facts", groups: [], once: [] };
  link.send({ type: "jobs" });
  link.send(facts);
  link.send({ type: "jobs" });
  for (let count = 0; count < 100_000; count++) {
    link.send({ type: "offline", user: "b" as UserId, told: null });
  }
  let isTaken = false;
  void link.caughtUp()?.then(() => isTaken = true);
  state.fate = "well";
  await pass(300);
  const types = taken.map(({ type }) => type);
  assert.deepEqual(types.filter((type) => type !== "offline"), ["frame", "facts", "jobs"]);
  assert.equal(types.length, 3 + 3, "Three came after the overflow");
  assert.deepEqual([wholes.length, state.losses, isTaken], [2, 1, true]);
  link.close();
});

Deno.test("[U14] what is given up is waited for no more", async () => {
  const { newLink, pass, state, ends } = open();
  const link = newLink();
  await pass();
  state.fate = "lost";
  link.send(frame("1"));
  const giveUp = new AbortController();
  const done: string[] = [];
  void link.caughtUp(giveUp.signal)?.then(() => done.push("taken, given up"));
  void link.caughtUp()?.then(() => done.push("taken"));
  const reached = (signal?: AbortSignal) => ends.inbox.reached("n1", link.end, signal);
  void reached(giveUp.signal)?.then(() => done.push("reached, given up"));
  void reached()?.then(() => done.push("reached"));
  giveUp.abort();
  state.fate = "well";
  await pass(300);
  assert.deepEqual(done.toSorted(), ["reached", "taken"]);
  link.close();
});
