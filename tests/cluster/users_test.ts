// Users of several nodes: what reaches whom, who is online, how many sockets, what is spent.

import assert from "node:assert/strict";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { type ServerFrame } from "../../protocol/frames.ts";
import { defaultLimits } from "../../protocol/limits.ts";
import { UserNodes } from "./support/user_nodes.ts";

const typing = (user: string): ServerFrame => ({
  type: "typing",
  group: "group" as GroupId,
  user: user as UserId,
});
const ids = (...users: string[]) => users as UserId[];

async function open(...names: Parameters<UserNodes["start"]>): Promise<UserNodes> {
  const nodes = new UserNodes();
  await nodes.start(...names);
  return nodes;
}

Deno.test("[U30] a frame goes once to each node that has one of its users, and to no other", async () => {
  const nodes = await open("n1", "n2", "n3");
  const clients = [["n1", "a"], ["n2", "b"], ["n2", "c"], ["n2", "b"]] as const;
  const [a, b, c, b2] = clients.map(([node, user]) => nodes.connect(node, user));
  const other = nodes.connect("n3", "d");
  await nodes.pass(300);
  for (const client of [a, b, c, b2, other]) client?.texts.splice(0);
  for (const name of ["n2", "n3"] as const) nodes.node(name).batches.splice(0);
  const frame = typing("a");
  nodes.node("n1").users.deliver(ids("a", "b", "c"), frame);
  await nodes.pass(100);
  for (const client of [a, b, c, b2]) assert.deepEqual(client?.texts, [JSON.stringify(frame)]);
  assert.deepEqual(other.texts, []);
  const carried = (name: "n2" | "n3") =>
    nodes.node(name).batches.join().match(/"type":"frame"/g)?.length ?? 0;
  assert.deepEqual([carried("n2"), carried("n3")], [1, 0]);
  nodes.close();
});

Deno.test("[U31] who comes and goes at one node is told to all once, wherever they are", async () => {
  const nodes = await open("n1", "n2", "n3");
  const watchers = (["n1", "n2", "n3"] as const).map((node, at) => nodes.connect(node, `w${at}`));
  await nodes.pass(300);
  const a = nodes.connect("n1", "a");
  await nodes.pass(300);
  a.connection.lost();
  await nodes.pass(10_500);
  for (const watcher of watchers) assert.deepEqual(watcher.presence(a.user), [true, false]);
  nodes.close();
});

Deno.test("[U31] a user who moves from node to node was never away, and goes once from the last", async () => {
  const nodes = await open("n1", "n2", "n3");
  const watchers = (["n1", "n2", "n3"] as const).map((node, at) => nodes.connect(node, `w${at}`));
  await nodes.pass(300);
  const first = nodes.connect("n1", "a");
  await nodes.pass(300);
  first.connection.lost();
  await nodes.pass(2_000);
  const second = nodes.connect("n2", "a");
  await nodes.pass(20_000);
  for (const watcher of watchers) assert.deepEqual(watcher.presence(second.user), [true]);
  second.connection.lost();
  await nodes.pass(10_500);
  for (const watcher of watchers) assert.deepEqual(watcher.presence(second.user), [true, false]);
  nodes.close();
});

Deno.test("[U31] a user with sockets at two nodes that end together goes once for each who watches", async () => {
  const nodes = await open("n1", "n2", "n3");
  const watcher = nodes.connect("n3", "w");
  await nodes.pass(300);
  const both = (["n1", "n2"] as const).map((node) => nodes.connect(node, "a"));
  await nodes.pass(300);
  for (const { connection } of both) connection.lost();
  await nodes.pass(10_500);
  assert.equal(watcher.presence("a" as UserId).at(-1), false);
  assert.equal(nodes.node("n3").users.isOnline("a" as UserId), false);
  nodes.close();
});

Deno.test("[U31] whether a socket of a user is open is known at every node, also of one who left a moment ago", async () => {
  const nodes = await open("n1", "n2");
  const isConnected = () =>
    (["n1", "n2"] as const).map((node) => nodes.node(node).users.isConnected("a" as UserId));
  await nodes.pass(300);
  assert.deepEqual(isConnected(), [false, false]);
  const a = nodes.connect("n1", "a");
  await nodes.pass(300);
  assert.deepEqual(isConnected(), [true, true]);
  a.connection.lost();
  await nodes.pass(300);
  assert.deepEqual(isConnected(), [false, false]);
  assert.equal(nodes.node("n2").users.isOnline("a" as UserId), true);
  nodes.close();
});

Deno.test("[U32] the users of a node that is gone have 10 s to come back; who does not is offline everywhere", async () => {
  const nodes = await open("n1", "n2", "n3");
  const watchers = (["n2", "n3"] as const).map((node, at) => nodes.connect(node, `w${at}`));
  await nodes.pass(300);
  for (const user of ["back", "gone"]) nodes.connect("n1", user);
  await nodes.pass(300);
  await nodes.kill("n1");
  await nodes.pass(3_000);
  nodes.connect("n2", "back");
  await nodes.pass(6_500);
  for (const watcher of watchers) assert.deepEqual(watcher.presence("gone" as UserId), [true]);
  await nodes.pass(1_000);
  for (const watcher of watchers) {
    assert.deepEqual(watcher.presence("gone" as UserId), [true, false]);
    assert.deepEqual(watcher.presence("back" as UserId), [true]);
  }
  nodes.close();
});

Deno.test("[U32] a node that is back at once keeps the 10 s of those whom it had", async () => {
  const nodes = await open("n1", "n2");
  const watcher = nodes.connect("n2", "w");
  await nodes.pass(300);
  nodes.connect("n1", "a");
  await nodes.pass(300);
  await nodes.kill("n1");
  await nodes.start("n1");
  await nodes.pass(8_000);
  assert.deepEqual(watcher.presence("a" as UserId), [true]);
  await nodes.pass(2_500);
  assert.deepEqual(watcher.presence("a" as UserId), [true, false]);
  nodes.close();
});

Deno.test("[U33] what one node believes while it is cut off is told right once it hears again", async () => {
  const nodes = await open("n1", "n2", "n3");
  const watchers = (["n1", "n2", "n3"] as const).map((node, at) => nodes.connect(node, `w${at}`));
  await nodes.pass(300);
  const first = nodes.connect("n1", "a");
  await nodes.pass(300);
  nodes.cut("n2", "n1");
  first.connection.lost();
  await nodes.pass(1_000);
  // n1 does not hear of it, and tells that the user is offline.
  nodes.connect("n2", "a");
  await nodes.pass(12_000);
  assert.deepEqual(watchers[0]?.presence(first.user), [true, false]);
  for (const watcher of watchers.slice(1)) assert.deepEqual(watcher.presence(first.user), [true]);
  nodes.mend("n2", "n1");
  await nodes.pass(500);
  assert.deepEqual(watchers[0]?.presence(first.user), [true, false, true]);
  for (const watcher of watchers.slice(1)) assert.deepEqual(watcher.presence(first.user), [true]);
  nodes.close();
});

Deno.test("[U33] a group that another node shows has who is online by what is known here", async () => {
  const nodes = await open("n1", "n2", "n3");
  const viewer = nodes.connect("n2", "v");
  nodes.connect("n3", "a");
  await nodes.pass(300);
  const member = (id: string, online: boolean) => ({ id, online, leftAt: null });
  const show = (online: boolean) =>
    ({
      type: "group",
      group: { id: "group", members: [member("a", online), member("b", false)] },
    }) as unknown as ServerFrame;
  viewer.texts.splice(0);
  nodes.node("n1").users.deliver(ids("v"), show(false));
  nodes.node("n1").users.deliver(ids("v"), show(true));
  await nodes.pass(100);
  assert.deepEqual(viewer.texts, [show(true), show(true)].map((frame) => JSON.stringify(frame)));
  nodes.close();
});

Deno.test("[U34] a user who connects is known to every node before hello is answered, or is brought up to date", async () => {
  const nodes = await open("n1", "n2");
  nodes.cut("n1", "n2");
  nodes.connect("n1", "a");
  let isKnown = false;
  void nodes.node("n1").users.attached("a" as UserId).then(() => isKnown = true);
  await nodes.pass(900);
  assert.equal(isKnown, false);
  await nodes.pass(200);
  assert.equal(isKnown, true, "A second is enough to wait");
  assert.deepEqual(nodes.node("n1").resynced, []);
  nodes.mend("n1", "n2");
  await nodes.pass(300);
  assert.deepEqual(nodes.node("n1").resynced, ["a"]);
  assert.equal(nodes.node("n2").users.isOnline("a" as UserId), true);
  nodes.close();
});

Deno.test("[U34] a user of many late hellos is not brought up to date for each of them", async () => {
  const nodes = await open("n1", "n2");
  nodes.cut("n1", "n2");
  const { users, resynced } = nodes.node("n1");
  for (let count = 0; count < 5; count++) {
    nodes.connect("n1", "a");
    void users.attached("a" as UserId);
  }
  await nodes.pass(1_100);
  assert.deepEqual(resynced, []);
  nodes.mend("n1", "n2");
  await nodes.pass(500);
  // Once for the first of them, and once for those that came after it.
  assert(resynced.length <= 2 && resynced.length > 0, `${resynced.length} times`);
  nodes.close();
});

Deno.test("[U46] a node that has stopped brings nobody up to date, and tells of nobody", async () => {
  const nodes = await open("n1", "n2");
  const client = nodes.connect("n1", "a");
  nodes.connect("n2", "b");
  await nodes.pass(100);
  const { users, resynced } = nodes.node("n1");
  await nodes.kill("n2");
  const before = [resynced.length, client.texts.length];
  assert.equal(resynced.length, 1);
  users.stop();
  await nodes.pass(20_000);
  assert.deepEqual([resynced.length, client.texts.length], before);
  nodes.close();
});

Deno.test("[U34] who connects where somebody has just come elsewhere waits for the word of it", async () => {
  const nodes = await open("n1", "n2");
  nodes.cut("n2", "n1");
  // Told to those whom n2 knows: not to "b", who comes now.
  nodes.connect("n2", "a");
  await nodes.pass(0);
  nodes.connect("n1", "b");
  let sawOnline: boolean | null = null;
  const { users } = nodes.node("n1");
  void users.attached("b" as UserId).then(() => sawOnline = users.isOnline("a" as UserId));
  await nodes.pass(300);
  assert.equal(sawOnline, null);
  nodes.mend("n2", "n1");
  await nodes.pass(300);
  assert.equal(sawOnline, true);
  nodes.close();
});

Deno.test("[U35] past five sockets over all nodes the oldest is closed, wherever it is", async () => {
  const nodes = await open("n1", "n2", "n3");
  const clients = [];
  for (const node of ["n1", "n2", "n3", "n1", "n2", "n3", "n1"] as const) {
    clients.push(nodes.connect(node, "a"));
    await nodes.pass(200);
  }
  assert.deepEqual(clients.map(({ codes }) => codes), [[4409], [4409], [], [], [], [], []]);
  nodes.close();
});

Deno.test("[U36] what a user spends at one node is spent at the others within 2 s, where it counts", async () => {
  const nodes = await open("n1", "n2");
  const [one, two] = [nodes.node("n1"), nodes.node("n2")];
  const user = "a" as UserId;
  nodes.connect("n1", "a");
  nodes.connect("n2", "a");
  await nodes.pass(100);
  for (let frame = 0; frame < defaultLimits.burst; frame++) assert(one.hub.spend(user));
  await nodes.pass(500);
  let left = 0;
  while (two.hub.spend(user)) left += 1;
  // A second of what comes back, at most.
  assert(left <= defaultLimits.framesPerSecond, `${left} were left`);
  nodes.close();
});

Deno.test("[U36] writes count at every node, frames only where the user has a socket", async () => {
  const nodes = await open("n1", "n2");
  const charged: [string, string, number][] = [];
  const spend = (["frames", "writes"] as const).map((kind) => {
    nodes.node("n2").users.shareSpending(
      kind,
      (user, count) => void charged.push([kind, user, count]),
    );
    return nodes.node("n1").users.shareSpending(kind, () => {});
  });
  nodes.connect("n2", "here");
  await nodes.pass(100);
  for (const user of ids("here", "away", "here")) for (const each of spend) each(user);
  await nodes.pass(2_000);
  assert.deepEqual(charged, [["frames", "here", 2], ["writes", "here", 2], ["writes", "away", 1]]);
  nodes.close();
});

Deno.test("[U37] a session that has ended loses its sockets at every node, and the others stay", async () => {
  const nodes = await open("n1", "n2");
  const own = nodes.connect("n2", "a", "one");
  const other = nodes.connect("n2", "a", "two");
  const here = nodes.connect("n1", "a", "one");
  await nodes.pass(100);
  nodes.node("n1").users.endSession("a" as UserId, own.connection.session.id);
  await nodes.pass(100);
  assert.deepEqual([own, here, other].map(({ codes }) => codes), [[4401], [4401], []]);
  nodes.node("n1").users.endSessions("a" as UserId, { code: 4403, reason: "suspended" });
  await nodes.pass(100);
  assert.deepEqual(other.codes, [4403]);
  nodes.close();
});

Deno.test("[U38] when a node is gone all sockets here are brought up to date, and once more for what it had under way", async () => {
  const nodes = await open("n1", "n2");
  nodes.connect("n2", "a");
  await nodes.pass(300);
  const { resynced } = nodes.node("n2");
  await nodes.kill("n1");
  assert.deepEqual(resynced.splice(0), ["a"]);
  await nodes.pass(3_500);
  assert.deepEqual(resynced, ["a"]);
  nodes.close();
});

Deno.test("[U38] a node that frames for its users were kept from is told so when it is reached again", async () => {
  const nodes = await open("n1", "n2");
  nodes.connect("n2", "a");
  await nodes.pass(300);
  const [one, two] = [nodes.node("n1"), nodes.node("n2")];
  one.users.removeNode("n2");
  one.users.deliver(ids("a"), typing("b"));
  one.users.addNode("n2");
  await nodes.pass(300);
  assert.deepEqual(two.resynced, ["a"]);
  assert.equal(one.users.isOnline("a" as UserId), true);
  nodes.close();
});

Deno.test("[U38] so is a node that began anew and whose users are known before it is reached", async () => {
  const nodes = await open("n1", "n2");
  await nodes.kill("n2");
  nodes.cut("n1", "n2");
  await nodes.start("n2");
  nodes.node("n1").users.removeNode("n2");
  nodes.connect("n2", "a");
  await nodes.pass(5_000);
  nodes.node("n2").resynced.splice(0);
  nodes.node("n1").users.deliver(ids("a"), typing("b"));
  nodes.mend("n1", "n2");
  nodes.node("n1").users.addNode("n2");
  await nodes.pass(300);
  assert.deepEqual(nodes.node("n2").resynced, ["a"]);
  nodes.close();
});

Deno.test("[U33] word that was told to all, and comes late, is told anew to those who are here", async () => {
  const nodes = await open("n1", "n2");
  const watcher = nodes.connect("n2", "w");
  await nodes.pass(300);
  nodes.cut("n1", "n2");
  nodes.connect("n1", "a");
  await nodes.pass(1_000);
  nodes.mend("n1", "n2");
  await nodes.pass(300);
  const told = watcher.presence("a" as UserId);
  assert(told.length > 1 && told.every((online) => online), String(told));
  nodes.close();
});

Deno.test("[U39] users to whom an actor owes something are brought up to date wherever they are", async () => {
  const nodes = await open("n1", "n2");
  await nodes.pass(100);
  nodes.node("n1").users.refresh(ids("a", "b"));
  await nodes.pass(100);
  assert.deepEqual(nodes.node("n1").resynced, ["a", "b"]);
  assert.deepEqual(nodes.node("n2").resynced, ["a", "b"]);
  nodes.close();
});
