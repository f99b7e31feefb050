// Pushes over the public protocol: to a push service of these tests, which decrypts them.

import assert from "node:assert/strict";
import type { GroupId } from "../../protocol/domain.ts";
import { bytesOf } from "../support/push/decryption.ts";
import {
  type PushService,
  startPushService,
  type TestSubscription,
} from "../support/push/push_service.ts";
import {
  connected,
  formTrio,
  newMessageId,
  password,
  type Person,
  place,
  say,
  signUp,
} from "../support/server/people.ts";
import { startServer, type TestServer } from "../support/server/server.ts";

const path = "/api/push/subscription";

async function start(services: readonly PushService[], more: Record<string, string> = {}) {
  const env = { PUSH_HOSTS: services.map(({ host }) => host).join(), ...more };
  return await startServer({ inRealTime: true, env });
}

async function subscribe({ client }: Person, service: PushService): Promise<TestSubscription> {
  const subscription = await service.subscription();
  const { status, body } = await client.put(path, subscription.body);
  assert.equal(status, 204, JSON.stringify(body));
  return subscription;
}

/** Waits so long that a push which is under way arrives. */
function meanwhile(ms = 600): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

Deno.test("[I30] who has subscribed is told of a match at every device, and of a text while no socket is open, once until the group is read", async (t) => {
  await using service = startPushService();
  await using server = await start([service], { PUSH_SUBJECT: "mailto:operator@trio.example" });
  const people = [];
  for (const name of ["anna", "bob", "chloé"]) people.push(await signUp(server, name));
  const [anna, bob, chloe] = people;
  assert(anna && bob && chloe);
  const [phone, tablet] = [await subscribe(anna, service), await subscribe(anna, service)];
  const annaLine = await connected(anna);
  for (const person of people) await place(person);
  let group = "" as GroupId;

  await t.step("[I30] of a match, connected or not", async () => {
    for (const device of [phone, tablet]) {
      const { content, headers, bytes } = await device.next();
      assert(content.group);
      group = content.group;
      assert.deepEqual(content, { type: "match", group, names: ["bob", "chloé"] });
      assert.equal(headers.get("urgency"), "high");
      assert.equal(headers.get("content-encoding"), "aes128gcm");
      assert(Number(headers.get("ttl")) > 3_600);
      assert.match(headers.get("topic") ?? "", /^[\w-]{32}$/);
      assert(bytes <= 4_096);
      const own: { body: { publicKey: string } } = await anna.client.get("/api/push");
      const [, token = "", key] =
        /^vapid t=([^,]+), k=(\S+)$/.exec(headers.get("authorization") ?? "") ??
          [];
      assert.equal(key, own.body.publicKey);
      const claims = JSON.parse(new TextDecoder().decode(bytesOf(token.split(".")[1] ?? "")));
      assert.deepEqual([claims.aud, claims.sub], [service.origin, "mailto:operator@trio.example"]);
    }
  });

  const bobLine = await connected(bob);
  await t.step("[I30] of no text while a socket is open", async () => {
    await say(bobLine, group, "while you are here");
    await meanwhile();
    assert.deepEqual([phone.waiting, tablet.waiting], [[], []]);
    annaLine.send({ type: "read", group, seq: 2 });
    await annaLine.next("read", ({ user, seq }) => user === anna.user.id && seq === 2);
    await annaLine.close();
  });

  await t.step("[I30] [I31] of a text to who is away, at once, once until it is read", async () => {
    await say(bobLine, group, "first");
    const [{ content, headers }, other] = [await phone.next(), await tablet.next()];
    assert.deepEqual(content, { type: "text", group, names: ["bob"], text: "first" });
    assert.equal(headers.get("urgency"), "normal");
    // One topic a group, and not the same for two devices.
    assert.notEqual(other.headers.get("topic"), headers.get("topic"));
    await say(bobLine, group, "second");
    await meanwhile();
    assert.deepEqual([phone.waiting, tablet.waiting], [[], []]);
    const back = await connected(anna);
    back.send({ type: "read", group, seq: 4 });
    await back.next("read", ({ seq }) => seq === 4);
    await back.close();
    await say(bobLine, group, "third");
    const third = await phone.next();
    assert.equal(third.content.text, "third");
    assert.equal(third.headers.get("topic"), headers.get("topic"));
  });

  await t.step("[I31] of nothing in a group that is muted, but of others' texts", async () => {
    const { body: { endpoint, keys } } = tablet;
    const { status } = await anna.client.put(path, { endpoint, keys, muted: [group] });
    assert.equal(status, 204);
    await tablet.next();
    const back = await connected(anna);
    back.send({ type: "read", group, seq: 5 });
    await back.next("read", ({ seq }) => seq === 5);
    await back.close();
    await say(bobLine, group, "fourth");
    assert.equal((await phone.next()).content.text, "fourth");
    await meanwhile(200);
    assert.deepEqual(tablet.waiting, []);
  });
  await bobLine.close();
  assert.deepEqual(server.reports, []);
});

Deno.test("[I32] a subscription is checked, and one that is wrong changes nothing", async () => {
  await using service = startPushService();
  await using server = await start([service]);
  const anna = await signUp(server, "anna");
  const { body: { endpoint, keys } } = await service.subscription();
  const { status, body } = await anna.client.get<{ publicKey: string }>("/api/push");
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body), ["publicKey"]);
  assert.equal(bytesOf(body.publicKey).length, 65);
  const { p256dh, auth } = keys;
  const offCurve = `BA${"A".repeat(85)}`;
  const bad: unknown[] = [
    {},
    { endpoint },
    { endpoint, keys, more: 1 },
    { endpoint, keys: { ...keys, more: "" } },
    { endpoint, keys, muted: ["no id"] },
    { endpoint, keys, muted: null },
    { endpoint: "https://elsewhere.example/1", keys },
    { endpoint: endpoint.replace("127.0.0.1", "localhost"), keys },
    { endpoint: 1, keys },
    { endpoint, keys: { p256dh: p256dh.slice(0, -2), auth } },
    { endpoint, keys: { p256dh: `${p256dh}A`, auth } },
    { endpoint, keys: { p256dh: `AA${p256dh.slice(2)}`, auth } },
    { endpoint, keys: { p256dh: offCurve, auth } },
    { endpoint, keys: { p256dh: p256dh.replaceAll("_", "/").replaceAll("-", "+") + "=", auth } },
    { endpoint, keys: { p256dh, auth: auth.slice(1) } },
    { endpoint, keys: { p256dh, auth: `${auth}==` } },
    { endpoint, keys: { p256dh, auth: `${auth}AA` } },
    { endpoint, keys: { p256dh, auth: "!".repeat(22) } },
  ];
  for (const one of bad) {
    const answer = await anna.client.put<{ code: string }>(path, one);
    assert.deepEqual([answer.status, answer.body.code], [400, "invalid"], JSON.stringify(one));
  }
  for (const one of [{}, { endpoint, keys }, { endpoint: null }]) {
    const answer = await anna.client.request<{ code: string }>("DELETE", path, one);
    assert.deepEqual([answer.status, answer.body.code], [400, "invalid"], JSON.stringify(one));
  }
  for (const _ of [1, 2]) {
    assert.equal((await anna.client.put(path, { endpoint, keys })).status, 204);
  }
  for (const _ of [1, 2]) {
    assert.equal((await anna.client.request("DELETE", path, { endpoint })).status, 204);
  }
  // No subscription can have these.
  for (const odd of ["x\u0000", "\ud800", ""]) {
    const answer = await anna.client.request("DELETE", path, { endpoint: odd });
    assert.equal(answer.status, 204, JSON.stringify(odd));
  }
});

Deno.test("[I33] where pushes are off there is nothing of them", async () => {
  await using server = await startServer({ env: { PUSH_HOSTS: "off" } });
  const anna = await signUp(server, "anna");
  const { status, body } = await anna.client.get<{ code: string }>("/api/push");
  assert.deepEqual([status, body.code], [404, "not_found"]);
  for (const method of ["PUT", "DELETE"]) {
    assert.equal((await anna.client.request(method, path, { endpoint: "x" })).status, 404);
  }
  assert.equal(server.world.pushes, null);
});

/** Anna is away and has subscribed, Bob writes to her. */
async function awayTrio(server: TestServer, service: PushService) {
  const { anna, bob, group } = await formTrio(server);
  const phone = await subscribe(anna, service);
  const line = await connected(bob);
  return { anna, bob, group, phone, line };
}

Deno.test("[I34] a subscription that the service says is over ends; one that fails for a while is tried again, with what is to be told then", async (t) => {
  await using service = startPushService();
  await using server = await start([service]);
  const { anna, group, phone, line } = await awayTrio(server, service);
  const answered = Promise.withResolvers<void>();
  const once = (init: ResponseInit) => {
    service.answer = () => {
      service.answer = () => new Response(null, { status: 201 });
      answered.resolve();
      return new Response("no", init);
    };
  };
  await t.step("[I34] 429 with Retry-After", async () => {
    once({ status: 429, headers: { "retry-after": "1" } });
    const { seq } = await say(line, group, "secret that is edited");
    await answered.promise;
    line.send({ type: "edit", group, id: newMessageId(), seq, text: "as it is now" });
    assert.equal((await phone.next()).content.text, "as it is now");
    assert.equal(service.requests, 2);
  });
  await t.step("[I34] a service that closes its connections, or redirects", async () => {
    await using elsewhere = startPushService();
    const back = await connected(anna);
    back.send({ type: "read", group, seq: 3 });
    await back.next("read", ({ seq }) => seq === 3);
    await back.close();
    once({ status: 307, headers: { location: `${elsewhere.origin}/push/x` } });
    await say(line, group, "not sent on");
    await meanwhile();
    assert.deepEqual([phone.waiting.length, elsewhere.requests, service.requests], [0, 0, 3]);
    assert.deepEqual(server.reports, [
      `A push service refuses pushes (host=${service.host} status=307)`,
    ]);
    // It was not sent, so that the next text is.
    await say(line, group, "sent again");
    assert.equal((await phone.next()).content.text, "sent again");
  });
  await t.step("[I34] 410", async () => {
    const back = await connected(anna);
    back.send({ type: "read", group, seq: 5 });
    await back.next("read", ({ seq }) => seq === 5);
    await back.close();
    service.answer = () => new Response(null, { status: 410 });
    const before = service.requests;
    await say(line, group, "gone");
    await meanwhile();
    await say(line, group, "nothing more is sent");
    await meanwhile();
    assert.equal(service.requests, before + 1);
  });
  await line.close();
  const logged = server.reports.join();
  for (const word of ["secret", "sent on", phone.body.endpoint]) assert(!logged.includes(word));
});

Deno.test("[I35] a push service that hangs keeps no other one, no chat and no stop waiting", async () => {
  await using hanging = startPushService();
  await using service = startPushService();
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<Response>();
  hanging.answer = () => {
    isAsked();
    return released;
  };
  const server = await start([hanging, service]);
  const { anna, group, line } = await awayTrio(server, hanging);
  const tablet = await subscribe(anna, service);
  await say(line, group, "hello");
  await asked;
  assert.equal((await tablet.next()).content.text, "hello");
  await say(line, group, "the chat goes on");
  await line.close();
  // The push is answered only afterwards.
  await server.stop();
  release(new Response(null, { status: 201 }));
  // It was not settled, and is sent by the next process.
  const at = new Date(Date.now() + 61_000).toISOString();
  const range = { now: at, leasedUntil: at, limit: 10 };
  const { pushes } = await server.store.takePushes(range);
  assert.deepEqual(pushes.map(({ content: { text } }) => text), ["the chat goes on"]);
});

Deno.test("[I56] a text that waits to be pushed is not pushed once its author has deleted the account", async () => {
  await using service = startPushService();
  await using server = await start([service]);
  const { bob, group, line } = await awayTrio(server, service);
  const asked = Promise.withResolvers<void>();
  service.answer = () => {
    asked.resolve();
    return new Response(null, { status: 503, headers: { "retry-after": "60" } });
  };
  await say(line, group, "still pending");
  await asked.promise;
  const waiting = async () => {
    const now = new Date(Date.now() + 61_000).toISOString();
    const { pushes } = await server.store.takePushes({ now, leasedUntil: now, limit: 10 });
    return pushes.map(({ content: { text } }) => text);
  };
  await meanwhile(100);
  assert.deepEqual(await waiting(), ["still pending"]);
  assert.equal((await bob.client.request("DELETE", "/api/me", { password })).status, 204);
  const until = Date.now() + 5_000;
  while ((await server.store.deletions(1)).length > 0 && Date.now() < until) await meanwhile(20);
  assert.deepEqual(await waiting(), []);
  await line.close();
});

Deno.test("[I36] a subscription ends with its session: by a log-out, from another device, with a new password, with the account", async () => {
  await using service = startPushService();
  await using server = await start([service]);
  const { anna, group, phone, line } = await awayTrio(server, service);
  let seq = 1;
  const isReached = async (device: TestSubscription) => {
    await server.store.markRead([{ user: anna.user.id, group, seq }]);
    seq = (await say(line, group, "hello")).seq;
    await meanwhile(450);
    return device.waiting.splice(0).length > 0;
  };
  /** Anna at another device, which has subscribed. */
  const atDevice = async () => {
    const client = server.client();
    assert.equal((await client.logIn("anna", password)).status, 200);
    return { client, device: await subscribe({ ...anna, client }, service) };
  };
  assert.equal(await isReached(phone), true);
  await anna.client.logOut();
  assert.equal(await isReached(phone), false);

  const [one, other] = [await atDevice(), await atDevice()];
  const { body } = await one.client.get<{ sessions: { id: string; current: boolean }[] }>(
    "/api/me/sessions",
  );
  const there = body.sessions.find(({ current }) => !current);
  assert.equal((await one.client.delete(`/api/me/sessions/${there?.id}`)).status, 204);
  assert.equal(await isReached(one.device), true);
  assert.deepEqual(other.device.waiting, []);

  const third = await atDevice();
  const change = { current: password, password: "another long secret" };
  assert.equal((await third.client.put("/api/me/password", change)).status, 204);
  assert.equal(await isReached(third.device), true);
  assert.deepEqual(one.device.waiting, []);

  const own = { password: change.password };
  assert.equal((await third.client.request("DELETE", "/api/me", own)).status, 204);
  await line.next("message", ({ message }) => message.kind === "left");
  assert.equal(await isReached(third.device), false);
  await line.close();
});
