// The metrics of a server that people use, as Prometheus reads them.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import { serveMetrics } from "../../routes/metrics/metrics_server.ts";
import { promtool } from "../support/metrics/promtool.ts";
import { decideAbout, newModerator } from "../support/server/moderators.ts";
import { snapshotOf } from "../support/metrics/snapshots.ts";
import { startPushService } from "../support/push/push_service.ts";
import {
  connected,
  errorOf,
  formTrio,
  newMessageId,
  open,
  password,
  place,
  say,
  signUp,
  thirty,
} from "../support/server/people.ts";
import { openSeat, quit } from "../support/server/seats.ts";
import { drivers, startServer, type TestServer } from "../support/server/server.ts";

/** What a server exports. */
async function metricsOf({ deps }: TestServer): Promise<string> {
  const metrics = await serveMetrics(0, deps);
  try {
    const answer = await fetch(`http://127.0.0.1:${metrics.port}/metrics`);
    assert.equal(answer.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    return await answer.text();
  } finally {
    await metrics.stop();
  }
}

/** The value of a sample, by its name and labels as they are written. */
function valueOf(text: string, sample: string): number {
  const line = text.split("\n").find((one) => one.startsWith(`${sample} `)) ??
    assert.fail(`There is no ${sample}`);
  return Number(line.slice(sample.length + 1));
}

function hasValues(text: string, expected: Readonly<Record<string, number>>): void {
  const found = Object.keys(expected).map((sample) => [sample, valueOf(text, sample)]);
  assert.deepEqual(Object.fromEntries(found), expected);
}

for (const sockets of drivers) {
  Deno.test(`[Z6] what people do is counted, and Prometheus' own checker takes it: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { METRICS_PORT: "1" } });
    const people = await Promise.all(["anna", "bob", "chloé"].map((name) => signUp(server, name)));
    const [anna, bob, chloe] = people;
    assert(anna && bob && chloe);
    await place(anna);
    await place(bob, { ...open, age: 5 });
    hasValues(await metricsOf(server), {
      ...{ trio_tickets_waiting: 2, trio_people_waiting: 2, trio_seats_open: 0 },
    });
    server.clock.advance(60_000);
    await place(chloe);
    const { body: { groups: [group] } } = await anna.client.get<{ groups: { id: never }[] }>(
      "/api/groups",
    );
    assert(group);
    const lines = await Promise.all([anna, anna, bob].map((person) => connected(person)));
    const [line] = lines;
    assert(line);
    await say(line, group.id, "hello");
    const nowhere = v7() as never;
    await errorOf(line, { type: "send", group: nowhere, id: newMessageId(), text: "hello?" });
    line.send({ type: "ping" });
    await line.next("pong");
    const stranger = server.client();
    assert.equal((await stranger.logIn("anna", "not her password")).status, 401);
    assert.equal((await stranger.logIn("anna", password)).status, 200);
    // Of sockets those count as requests that are refused.
    await assert.rejects(server.client().connect());

    const text = await metricsOf(server);
    await promtool(["check", "metrics"], text);
    hasValues(text, {
      ...{ trio_sockets: 3, trio_users_online: 2, trio_group_actors: 1, trio_nodes: 1 },
      ...{ trio_tickets_waiting: 0, trio_people_waiting: 0, trio_trios_formed_total: 1 },
      'trio_wait_seconds_sum{criteria="any"}': 60,
      'trio_wait_seconds_count{criteria="any"}': 2,
      'trio_wait_seconds_sum{criteria="age"}': 60,
      'trio_wait_seconds_count{criteria="age"}': 1,
      'trio_command_duration_seconds_count{type="hello"}': 3,
      'trio_command_duration_seconds_count{type="send"}': 2,
      'trio_command_duration_seconds_count{type="ping"}': 1,
      trio_delivery_duration_seconds_count: 1,
      'trio_frames_refused_total{code="not_member"}': 1,
      'trio_http_requests_total{status="2xx"}': 5,
      'trio_http_requests_total{status="4xx"}': 2,
      'trio_http_requests_total{status="5xx"}': 0,
      'trio_logins_total{result="accepted"}': 1,
      'trio_logins_total{result="refused"}': 1,
      'trio_logins_total{result="limited"}': 0,
      ...{ trio_database_up: 1, trio_disk_free_bytes: 2 ** 30 },
    });
    assert(valueOf(text, 'trio_mailbox_wait_seconds_count{actor="group"}') > 0);
    assert(valueOf(text, 'trio_mailbox_wait_seconds_count{actor="matchmaker"}') > 0);
    await Promise.all(lines.map((one) => one.close()));
  });
}

Deno.test("[Z6] a place that is filled counts as one, and only the newcomer's wait does", async () => {
  await using server = await startServer();
  const { anna, bob, group } = await formTrio(server);
  await quit(bob, group);
  await openSeat(anna, group);
  const before = await metricsOf(server);
  hasValues(before, {
    ...{ trio_seats_open: 1, trio_seats_filled_total: 0, trio_tickets_waiting: 0 },
  });
  await place(await signUp(server, "dora"));
  hasValues(await metricsOf(server), {
    ...{ trio_seats_open: 0, trio_seats_filled_total: 1, trio_trios_formed_total: 1 },
    'trio_wait_seconds_count{criteria="any"}': 4,
  });
  // Nothing is measured on the path of a message without METRICS_PORT.
  assert.doesNotMatch(before, /trio_(delivery|command|mailbox)/);
});

Deno.test("[Z6] bots are no people who wait, and a log-in of a suspended user's is refused", async () => {
  await using server = await startServer();
  const { anna, bob, group } = await formTrio(server);
  const bot = server.client();
  await bot.signUp({ username: "r1-bot", password, profile: thirty, bot: true });
  assert.equal((await bot.put("/api/ticket", { criteria: open })).status, 200);
  await place(anna);
  hasValues(await metricsOf(server), { trio_tickets_waiting: 2, trio_people_waiting: 1 });
  const moderator = await newModerator(server);
  const decision = { note: "n", action: "suspend", days: 3 };
  await decideAbout({ group, by: anna, about: bob, moderator }, decision);
  assert.equal((await server.client().logIn("bob", password)).status, 403);
  hasValues(await metricsOf(server), {
    'trio_logins_total{result="accepted"}': 0,
    'trio_logins_total{result="refused"}': 1,
  });
});

Deno.test("[Z6] a push counts once its service has taken it, or will not", async () => {
  await using service = startPushService();
  const env = { PUSH_HOSTS: service.host, METRICS_PORT: "1" };
  await using server = await startServer({ inRealTime: true, env });
  const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
  const devices = new Map();
  for (const person of [anna, bob]) {
    const subscription = await service.subscription();
    assert.equal(
      (await person.client.put("/api/push/subscription", subscription.body)).status,
      204,
    );
    devices.set(new URL(subscription.body.endpoint).pathname, person);
  }
  const [refused] = devices.keys();
  service.answer = ({ url }) =>
    new Response(null, { status: new URL(url).pathname === refused ? 410 : 201 });
  const { measures, snapshot } = server.deps;
  const settled = Promise.withResolvers<void>();
  let left = devices.size;
  const count = measures.pushed.bind(measures);
  measures.pushed = (outcome) => {
    count(outcome);
    if (--left === 0) settled.resolve();
  };
  for (const person of [anna, bob, await signUp(server, "chloé")]) await place(person);
  await settled.promise;
  assert.deepEqual((await snapshot()).pushes, { sent: 1, failed: 1 });
});

Deno.test("[Z7] nothing of what people say, of who they are or where, is in the metrics", async () => {
  await using server = await startServer({ env: { METRICS_PORT: "1" } });
  const { anna, bob, chloe, group } = await formTrio(server, ["canary", "canaria", "canarino"]);
  const line = await connected(anna);
  await say(line, group, "a canary sings");
  await errorOf(line, { type: "edit", group, id: newMessageId(), seq: 99, text: "canary again" });
  const stranger = server.client();
  await stranger.logIn("canary", "canary's password");
  await stranger.get("/canary?canary=1");
  await stranger.request("POST", "/api/session", "canary", { "user-agent": "canary" });
  const text = await metricsOf(server);
  await line.close();
  assert.doesNotMatch(text, /canar/i);
  for (const secret of [group, ...[anna, bob, chloe].map(({ user }) => user.id)]) {
    assert(!text.includes(secret) && !text.includes(secret.slice(-12)), secret);
  }
  // No id, day, address or token: labels are words and numbers alone.
  for (const [, value = ""] of text.matchAll(/="([^"]*)"/g)) {
    assert.match(value, /^([a-z_]+|[1-5]xx|\+Inf|\d+(\.\d+){0,2})$/);
  }
});

Deno.test("[Z8] nothing but GET /metrics is answered, at this machine's own address alone", async () => {
  const snapshot = () => Promise.resolve(snapshotOf());
  const metrics = await serveMetrics(0, { snapshot, report: assert.fail });
  const url = `http://127.0.0.1:${metrics.port}`;
  const statusOf = async (path: string, method = "GET") => {
    const answer = await fetch(url + path, { method });
    await answer.body?.cancel();
    return answer.status;
  };
  for (const path of ["/metrics", "/metrics?name[]=x"]) assert.equal(await statusOf(path), 200);
  for (const path of ["/", "/metrics/", "/Metrics", "/healthz", "/metrics/..", "//metrics"]) {
    assert.equal(await statusOf(path), 404, path);
  }
  for (const method of ["HEAD", "POST", "PUT", "DELETE", "OPTIONS"]) {
    assert.equal(await statusOf("/metrics", method), 404, method);
  }
  const codeFor = async (host: string) => {
    using line = await Deno.connect({ hostname: "127.0.0.1", port: metrics.port });
    const words = `GET /metrics HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`;
    await line.write(new TextEncoder().encode(words));
    const text = await new Response(line.readable).text();
    return Number(text.split(" ")[1]);
  };
  for (const host of [`127.0.0.1:${metrics.port}`, "localhost", "LOCALHOST:1", "[::1]:9464"]) {
    assert.equal(await codeFor(host), 200, host);
  }
  for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:1", ""]) {
    assert.equal(await codeFor(host), 403, host);
  }
  const others = Deno.networkInterfaces().filter(({ family, address }) =>
    family === "IPv4" && !address.startsWith("127.")
  );
  for (const { address: hostname } of others) {
    await assert.rejects(Deno.connect({ hostname, port: metrics.port }), hostname);
  }
  await metrics.stop();
  await assert.rejects(statusOf("/metrics"));
});

Deno.test("[Z8] a request that fails is a 500 and reported, and the next one is answered", async () => {
  let isBroken = true;
  const reports: string[] = [];
  const metrics = await serveMetrics(0, {
    snapshot: () => isBroken ? Promise.reject(new Error("canary")) : Promise.resolve(snapshotOf()),
    report: (what) => reports.push(what),
  });
  const url = `http://127.0.0.1:${metrics.port}/metrics`;
  const broken = await fetch(url);
  assert.equal(broken.status, 500);
  assert.doesNotMatch(await broken.text(), /canary/);
  assert.deepEqual(reports, ["metrics_failed"]);
  isBroken = false;
  const answer = await fetch(url);
  assert.equal(answer.status, 200);
  await answer.body?.cancel();
  await metrics.stop();
});

Deno.test("[Z9] a database that does not answer counts as down after 2 s, and is asked once by all", async () => {
  await using server = await startServer();
  let asked = 0;
  const never = new Promise<boolean>(() => {});
  server.deps.store.ready = () => {
    asked += 1;
    return never;
  };
  const both = [server.deps.snapshot(), server.deps.snapshot()];
  server.clock.advance(1_999);
  let isTaken = false;
  void Promise.race(both).then(() => isTaken = true);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(isTaken, false);
  server.clock.advance(1);
  assert.deepEqual((await Promise.all(both)).map(({ database }) => database.up), [false, false]);
  assert.equal(asked, 1);
  server.deps.store.ready = () => Promise.reject(new Error("It is gone"));
  assert.equal((await server.deps.snapshot()).database.up, false);
  server.deps.store.ready = () => Promise.resolve(true);
  assert.equal((await server.deps.snapshot()).database.up, true);
});
