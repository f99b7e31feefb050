// What follows from an answer of a push service, and which endpoints there may be.

import assert from "node:assert/strict";
import { PushQueue } from "../../actors/push/push_queue.ts";
import { PushSender } from "../../actors/push/push_sender.ts";
import { HostRests } from "../../actors/push/host_rests.ts";
import { outcomeOf } from "../../actors/push/push_outcome.ts";
import { instantOf } from "../../protocol/clock.ts";
import { pushEndpoint } from "../../routes/push/endpoints.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { readSettings } from "../../settings.ts";

const hourMs = 3_600_000;

Deno.test("[I23] what is told while the store is away is queued once it is back, each text once, and nothing waits for it", async () => {
  const clock = new FakeClock();
  const [stored, reports]: [unknown[], string[]] = [[], []];
  let isAway = true;
  const keep = (news: unknown) =>
    isAway ? Promise.reject(new Error("away")) : Promise.resolve(void stored.push(news));
  const queue = new PushQueue({
    ...{ store: { queueMatches: keep, queueTexts: keep, queueAsleep: keep }, clock },
    report: (event) => void reports.push(event),
    onQueued: () => void stored.push("queued"),
  });
  const [group, other, user] = ["g" as GroupId, "h" as GroupId, "u" as UserId];
  const at = instantOf(clock.now());
  queue.matched(group, [user]);
  for (const seq of [3, 2]) queue.texted({ group: other, seq, user, readSeq: 1 });
  queue.asleep([user]);
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  await pass(200);
  assert.deepEqual([stored, reports], [[], ["pushes_not_queued"]]);
  isAway = false;
  await pass(1_999);
  assert.deepEqual(stored, []);
  await pass(1);
  const users = [user];
  assert.deepEqual(stored, [
    [{ group, users, at }],
    [{ group: other, seq: 3, user, readSeq: 1, at }],
    [user],
    "queued",
  ]);
  queue.matched(group, users);
  await queue.stop();
  assert.equal(stored.length, 6);
});

/** Lets what the clock has begun come to its end. */
async function pass(clock: FakeClock, ms: number): Promise<void> {
  clock.advance(ms);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

Deno.test("[I51] a kind of push that cannot be queued does not keep the others from being sent", async () => {
  const clock = new FakeClock();
  let wakes = 0;
  const stored = () => Promise.resolve();
  const queue = new PushQueue({
    store: {
      ...{ queueMatches: stored, queueTexts: stored },
      queueAsleep: () => Promise.reject(new Error("away")),
    },
    ...{ clock, report() {}, onQueued: () => void wakes++ },
  });
  const user = "u" as UserId;
  queue.asleep([user]);
  await pass(clock, 200);
  assert.equal(wakes, 0, "Nothing is stored");
  queue.matched("g" as GroupId, [user]);
  await pass(clock, 2_000);
  assert.equal(wakes, 1);
  await queue.stop();
});

Deno.test("[I52] that pushes cannot be read is reported once, until they can", async () => {
  const clock = new FakeClock();
  const reports: string[] = [];
  let isAway = true;
  const sender = new PushSender({
    store: {
      takePushes: () =>
        isAway ? Promise.reject(new Error("away")) : Promise.resolve({ pushes: [], more: false }),
      settlePush: () => Promise.resolve(),
    },
    ...{ clock, report: (event) => void reports.push(event), post: () => Promise.resolve(null) },
  });
  const look = () => pass(clock, 10_000);
  for (const _ of [1, 2, 3]) await look();
  assert.deepEqual(reports, ["pushes_not_read"]);
  isAway = false;
  await look();
  isAway = true;
  for (const _ of [1, 2]) await look();
  assert.equal(reports.length, 2);
  await sender.stop();
});

Deno.test("[I53] of hosts that do not answer a hundred are remembered, and the last of them rests", () => {
  const rests = new HostRests();
  const silence = (host: string) => {
    for (const _ of [1, 2, 3]) rests.unanswered(host, 0);
  };
  for (let nth = 0; nth < 100; nth++) silence(`${nth}.push.example`);
  assert.equal(rests.until("0.push.example", 1), 5_000);
  silence("more.push.example");
  assert.equal(rests.until("0.push.example", 1), null);
  assert.equal(rests.until("more.push.example", 1), 5_000);
});

Deno.test("[I20] a push service's answer ends the subscription, the push, or has it tried again for an hour, ever more seldom", () => {
  const outcome = (status: number, retryAfterMs: number | null = null) =>
    outcomeOf({ attempts: 1, queuedAt: instantOf(0) }, { status, retryAfterMs }, 0);
  const again = (ms: number) => ({ type: "again", at: instantOf(ms) });
  for (const status of [200, 201, 202, 204]) assert.deepEqual(outcome(status), { type: "sent" });
  for (const status of [404, 410]) assert.deepEqual(outcome(status), { type: "gone" });
  for (const status of [301, 307, 400, 401, 403, 413]) {
    assert.deepEqual(outcome(status), { type: "dropped" });
  }
  for (const status of [429, 500, 502, 503]) assert.deepEqual(outcome(status), again(2_000));
  assert.deepEqual(outcome(429, 90_000), again(90_000));
  assert.deepEqual(outcome(503, 0), again(1_000));
  assert.deepEqual(outcome(429, hourMs), again(hourMs));
  assert.deepEqual(outcome(429, hourMs + 1), { type: "dropped" });

  let [now, attempts] = [0, 1];
  const pauses: number[] = [];
  for (; attempts < 100; attempts++) {
    const next = outcomeOf({ attempts, queuedAt: instantOf(0) }, null, now);
    if (next.type !== "again") break;
    pauses.push(Date.parse(next.at) - now);
    now = Date.parse(next.at);
  }
  assert.deepEqual(pauses, pauses.toSorted((a, b) => a - b));
  assert.deepEqual([pauses[0], pauses.at(-1)], [2_000, 600_000]);
  assert(now <= hourMs && now > hourMs - 600_000, `${now} ms`);
});

Deno.test("[I21] a host that does not answer rests, is tried by one push at a time, and is back with its first answer", () => {
  const rests = new HostRests();
  const host = "push.example";
  for (const now of [0, 1, 2]) {
    assert.equal(rests.until(host, now), null);
    rests.unanswered(host, now);
  }
  assert.equal(rests.until(host, 3), 5_002);
  assert.equal(rests.until("other.example", 3), null);
  assert.equal(rests.until(host, 5_002), null);
  assert.equal(rests.until(host, 5_003), 15_002);
  rests.unanswered(host, 5_010);
  assert.equal(rests.until(host, 5_011), 15_010);
  for (let now = 20_000; now < 1_000_000; now += 100_000) rests.unanswered(host, now);
  assert.equal(rests.until(host, 920_001), 980_000);
  rests.answered(host);
  for (const _ of [1, 2]) assert.equal(rests.until(host, 980_000), null);
});

Deno.test("[I22] an endpoint is an https address of a push service that the settings name; with a loopback host's port, http, too", () => {
  const { pushHosts: known } = readSettings({});
  const { pushHosts: named } = readSettings({
    PUSH_HOSTS: "Push.example, *.edge.example,other.example:8443,127.0.0.1:9000,[::1]:9001",
  });
  const right: [string, typeof known][] = [
    ["https://fcm.googleapis.com/fcm/send/abc:def", known],
    ["https://updates.push.services.mozilla.com/wpush/v2/abc", known],
    ["https://web.push.apple.com/abc", known],
    ["https://wns2-par02p.notify.windows.com/w/?token=abc", known],
    ["https://push.example/1", named],
    ["https://push.example:443/1", named],
    ["https://a.b.edge.example/1", named],
    ["https://other.example:8443/1", named],
    ["http://127.0.0.1:9000/1", named],
    ["https://127.0.0.1:9000/1", named],
    ["http://[::1]:9001/1", named],
  ];
  assert.equal(
    pushEndpoint("HTTPS://FCM.googleapis.com:443/fcm/send/A", known),
    "https://fcm.googleapis.com/fcm/send/A",
  );
  for (const [endpoint, hosts] of right) assert(pushEndpoint(endpoint, hosts) !== null, endpoint);
  const wrong: [string, typeof known][] = [
    ["http://fcm.googleapis.com/fcm/send/abc", known],
    ["https://push.example/1", known],
    ["https://notify.windows.com/1", known],
    ["https://evilnotify.windows.com/1", known],
    ["https://fcm.googleapis.com.evil.example/1", known],
    ["https://fcm.googleapis.com:8443/1", known],
    ["https://user@fcm.googleapis.com/1", known],
    ["https://fcm.googleapis.com@evil.example/1", known],
    ["https://fcm.googleapis.com/1#here", known],
    ["https://fcm.googleapis.com/1#", known],
    ["https://fcm.googleapis.com:0/1", known],
    ["https:\\\\fcm.googleapis.com\\1", known],
    ["https://.notify.windows.com/1", known],
    ["https://a..notify.windows.com/1", known],
    [`https://${"a".repeat(64)}.notify.windows.com/1`, known],
    [`https://${"a.".repeat(125)}notify.windows.com/1`, known],
    ["https://fcm.googleapis.com./1", known],
    ["ftp://fcm.googleapis.com/1", known],
    [`https://fcm.googleapis.com/${"a".repeat(2_048)}`, known],
    ["https://fcm.googleapis.com/a b", known],
    ["fcm.googleapis.com", known],
    ["", known],
    ["http://push.example/1", named],
    ["http://other.example:8443/1", named],
    ["https://other.example/1", named],
    ["http://127.0.0.1/1", named],
    ["http://127.0.0.1:9001/1", named],
    ["http://127.0.0.2:9000/1", named],
    ["http://localhost:9000/1", named],
  ];
  for (const [endpoint, hosts] of wrong) {
    assert.equal(pushEndpoint(endpoint, hosts), null, endpoint);
  }
  const { pushHosts: none } = readSettings({ PUSH_HOSTS: "off" });
  assert.equal(pushEndpoint("https://fcm.googleapis.com/1", none), null);
});
