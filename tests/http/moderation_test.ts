// Reports, and what moderators see and decide, over the public protocol.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import type { GroupId, User } from "../../protocol/domain.ts";
import type { AuditEntry, OwnReport, Report } from "../../protocol/moderation.ts";
import {
  decide,
  decideAbout,
  newModerator,
  queueOf,
  report,
  setRole,
} from "../support/server/moderators.ts";
import {
  connected,
  formTrio,
  framesSoFar,
  groupsOf,
  makePartners,
  partnerOf,
  password,
  type Person,
  place,
  say,
  signUp,
  ticketOf,
} from "../support/server/people.ts";
import type { Line, Reply } from "../../tools/client.ts";
import { endOf } from "../support/server/patience.ts";
import type { Problem } from "../support/server/problems.ts";
import { groupOf, messagesOf, namesIn, openSeat, quit } from "../support/server/seats.ts";
import { drivers, startServer, type TestServer } from "../support/server/server.ts";

const paths = [
  ["GET", "/api/moderation/reports?state=open&limit=1"],
  ["POST", `/api/moderation/reports/${v7()}/decision`, { action: "ban", note: "n" }],
  ["GET", `/api/moderation/users/${v7()}`],
  ["DELETE", `/api/moderation/users/${v7()}/suspension`, { note: "n" }],
  ["PUT", `/api/moderation/users/${v7()}/profile`, { birthDate: "1990-01-01", sex: null }],
  ["GET", "/api/moderation/audit?limit=1"],
] as const;

async function answersTo({ client }: Pick<Person, "client">): Promise<unknown[]> {
  const answers = [];
  for (const [method, path, body] of paths) {
    const answer = await client.request<Problem>(method, path, body);
    answers.push([answer.status, answer.body?.code ?? null]);
  }
  return answers;
}

Deno.test("[A140] to anyone but a moderator the paths of moderators are not there", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const all = <Answer>(answer: Answer) => paths.map(() => answer);
  assert.deepEqual(await answersTo({ client: server.client() }), all([401, "unauthenticated"]));
  assert.deepEqual(await answersTo(anna), all([404, "not_found"]));
  const { body } = await anna.client.get<Problem>("/api/moderation/reports");
  const nowhere = await anna.client.get<Problem>("/api/moderation/nowhere");
  assert.equal(body.detail, nowhere.body.detail.replace("nowhere", "reports"));
  await setRole(server, anna, "moderator");
  assert.deepEqual(await answersTo(anna), [
    [200, null],
    [404, "not_found"],
    [404, "not_found"],
    [404, "not_found"],
    [404, "not_found"],
    [200, null],
  ]);
  await setRole(server, anna, "user");
  assert.deepEqual(await answersTo(anna), all([404, "not_found"]));
});

Deno.test("[A141] a report takes a message that its reporter may see, and its reporter sees that it was handled", async () => {
  await using server = await startServer();
  const { anna, bob, group } = await formTrio(server);
  const moderator = await newModerator(server);
  const line = await connected(bob);
  for (const text of ["first", "an insult"]) await say(line, group, text);
  await line.close();
  for (const seq of [0, 4]) assert.equal(await report(anna, group, bob, { seq }), 404);
  for (const seq of [-1, 1.5, "3", null]) {
    const body = { group, user: bob.user.id, reason: "rude", seq };
    const { status } = await anna.client.request<Problem>("POST", "/api/reports", body);
    assert.equal(status, 400, `${seq}`);
  }
  assert.equal(await report(anna, group, bob, { seq: 3 }), 204);
  const own = async ({ client }: Person) =>
    (await client.get<{ reports: OwnReport[] }>("/api/reports")).body.reports;
  const [mine, ...more] = await own(anna);
  assert(mine && more.length === 0);
  assert.deepEqual([mine.about, mine.state, Object.keys(mine).sort()], [
    bob.user,
    "open",
    ["about", "at", "id", "state"],
  ]);
  assert.deepEqual([await own(bob), await own(moderator)], [[], []]);
  const [told] = await queueOf(moderator);
  assert.deepEqual(Object.keys(told ?? {}).sort(), [
    ...["about", "at", "by", "decision", "evidence"],
    ...["group", "id", "reason", "seq", "state"],
  ]);
  assert.deepEqual(
    told?.evidence.map((message) => "text" in message ? message.text : message.kind),
    ["formed", "first", "an insult"],
  );
  const { by, about, seq, reason, state, decision } = told ?? assert.fail();
  assert.deepEqual([by, about, seq, reason, state, decision], [
    anna.user,
    bob.user,
    3,
    "He was rude",
    "open",
    null,
  ]);
  await decide(moderator, told.id, { action: "dismiss", note: "nothing" });
  assert.deepEqual((await own(anna)).map(({ state }) => state), ["handled"]);
});

Deno.test("[A142] a decision that does not fit, or comes a second time, is refused and changes nothing", async () => {
  await using server = await startServer();
  const { anna, bob, group } = await formTrio(server);
  const moderator = await newModerator(server);
  await setRole(server, bob, "moderator");
  await report(anna, group, bob);
  const [told] = await queueOf(moderator);
  assert(told);
  const invalid: [unknown, string][] = [
    [{ action: "suspend", note: "n" }, "days"],
    [{ action: "suspend", days: 0, note: "n" }, "days"],
    [{ action: "suspend", days: 366, note: "n" }, "days"],
    [{ action: "suspend", days: 1.5, note: "n" }, "days"],
    [{ action: "ban", days: 3, note: "n" }, "days"],
    [{ action: "warn", days: 3, note: "n" }, "days"],
    [{ action: "forgive", note: "n" }, "action"],
    [{ action: "ban" }, "note"],
    [{ action: "ban", note: " " }, "note"],
    [{ action: "ban", note: "n", until: "2027" }, "until"],
  ];
  for (const [body, path] of invalid) {
    const answer: Reply<Problem> = await decide(moderator, told.id, body);
    assert.deepEqual([answer.status, answer.body.code, answer.body.errors?.[0]?.path], [
      400,
      "invalid",
      path,
    ], JSON.stringify(body));
  }
  const refused = async (by: Person, id: string) => {
    const { status, body } = await decide<Problem>(by, id, { action: "ban", note: "n" });
    return [status, body.code];
  };
  assert.deepEqual(await refused(bob, told.id), [409, "own_report"]);
  for (const id of [v7(), "nonsense"]) {
    assert.deepEqual(await refused(moderator, id), [404, "not_found"]);
  }
  assert.deepEqual(await queueOf(moderator), [told]);
  const { status, body } = await decide(moderator, told.id, { action: "warn", note: " Stop it " });
  assert.equal(status, 200);
  const { decision } = body.report;
  assert.deepEqual([body.report.state, decision?.action, decision?.by, decision?.days], [
    "handled",
    "warn",
    moderator.user,
    null,
  ]);
  assert.deepEqual([decision?.note, decision?.reports], ["Stop it", [told.id]]);
  assert.deepEqual(await refused(moderator, told.id), [409, "handled"]);
  assert.deepEqual(await queueOf(moderator), []);
  assert.deepEqual(await queueOf(moderator, "?state=handled"), [body.report]);
});

Deno.test("[A142] a page of moderators is bounded and goes on after the last one known", async () => {
  await using server = await startServer();
  const { anna, bob, chloe, group } = await formTrio(server);
  const moderator = await newModerator(server);
  await report(anna, group, bob);
  server.clock.sleep(1_000);
  await report(bob, group, chloe);
  for (
    const query of ["?limit=0", "?limit=201", "?state=x", "?after=x", `?after=${v7()}`, "?x=1"]
  ) {
    const { status, body } = await moderator.client.get<Problem>(`/api/moderation/reports${query}`);
    assert.deepEqual([status, body.code], [400, "invalid"], query);
  }
  type Page = { readonly reports: readonly Report[]; readonly more: boolean };
  const page = async (query: string) =>
    (await moderator.client.get<Page>(`/api/moderation/reports${query}`)).body;
  const first = await page("?limit=1");
  assert.deepEqual([first.reports.map(({ about }) => about), first.more], [[bob.user], true]);
  const second = await page(`?limit=1&after=${first.reports[0]?.id}`);
  assert.deepEqual([second.reports.map(({ about }) => about), second.more], [[chloe.user], false]);
});

/** Bob is suspended by a report of Anna's. */
async function suspendBob(
  server: TestServer,
  { decision, before }: {
    readonly decision: Readonly<Record<string, unknown>>;
    readonly before?: (bob: Person, group: GroupId) => Promise<void>;
  },
) {
  const { anna, bob, chloe, group } = await formTrio(server);
  const moderator = await newModerator(server);
  await before?.(bob, group);
  await decideAbout({ group, by: anna, about: bob, moderator }, { note: "n", ...decision });
  const logIn = async (secret = password) => {
    const { status, body } = await server.client().request<Problem & { until?: unknown }>(
      "POST",
      "/api/session",
      { username: "bob", password: secret },
    );
    return [status, body.code ?? null, body.until];
  };
  return { anna, bob, chloe, group, moderator, logIn };
}

for (const sockets of drivers) {
  Deno.test(`[A143] a suspended user's sockets close 4403, no session is left, and none begins before the end: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const lines: Awaited<ReturnType<typeof connected>>[] = [];
    const { bob, logIn } = await suspendBob(server, {
      decision: { action: "suspend", days: 3 },
      before: async (bob) => {
        for (let count = 0; count < 2; count++) lines.push(await connected(bob));
      },
    });
    for (const line of lines) assert.equal((await endOf(line)).code, 4403);
    for (const path of ["/api/me", "/api/groups", "/api/ticket", "/api/reports"]) {
      assert.equal((await bob.client.get(path)).status, 401);
    }
    await assert.rejects(bob.client.connect());
    const day = 86_400_000;
    const until = new Date(server.clock.now() + 3 * day).toISOString();
    assert.deepEqual(await logIn(), [403, "suspended", until]);
    assert.deepEqual(await logIn("another secret"), [401, "bad_credentials", undefined]);
    server.clock.sleep(3 * day - 1);
    assert.deepEqual(await logIn(), [403, "suspended", until]);
    server.clock.sleep(1);
    assert.deepEqual(await logIn(), [200, null, undefined]);
  });
}

Deno.test("[A143] a ban is for good until it is lifted", async () => {
  await using server = await startServer();
  const { bob, moderator, logIn } = await suspendBob(server, { decision: { action: "ban" } });
  server.clock.sleep(400 * 86_400_000);
  assert.deepEqual(await logIn(), [403, "suspended", null]);
  // The moderator's own session has run out meanwhile.
  const fresh = await newModerator(server, "another");
  const suspension = `/api/moderation/users/${bob.user.id}/suspension`;
  const lift = async (path: string, body: unknown = { note: "n" }) =>
    (await fresh.client.request<Problem>("DELETE", path, body)).status;
  assert.equal(await lift(suspension, {}), 400);
  assert.equal(await lift(`/api/moderation/users/${v7()}/suspension`), 404);
  assert.equal(await lift(suspension), 204);
  assert.deepEqual(await logIn(), [200, null, undefined]);
  assert.equal(await lift(suspension), 404);
  assert.equal((await moderator.client.get("/api/me")).status, 401);
});

Deno.test("[A144] a suspension ends the search: a partner is told, a seat closes, nobody is matched with the user", async () => {
  await using server = await startServer();
  const dora = await signUp(server, "dora");
  const { anna, bob, chloe, group, moderator } = await suspendBob(server, {
    decision: { action: "warn" },
  });
  await quit(chloe, group);
  await openSeat(anna, group);
  await makePartners(dora, bob);
  await place(bob);
  const [ofDora, ofAnna] = [await connected(dora), await connected(anna)];
  assert.notEqual(await ticketOf(dora), null);
  await decideAbout({ group, by: anna, about: bob, moderator }, { action: "ban", note: "n" });
  assert.equal((await ofDora.next("ticket")).ticket, null);
  assert.equal((await ofDora.next("partner")).partner, null);
  assert.equal(
    (await ofAnna.next("group", ({ group }) => group.seat === undefined)).group.id,
    group,
  );
  assert.deepEqual([await ticketOf(dora), await partnerOf(dora)], [null, null]);
  for (const person of [dora, await signUp(server, "emil")]) await place(person);
  assert.deepEqual(await groupsOf(dora), []);
  await place(await signUp(server, "fay"));
  assert.deepEqual(namesIn((await groupsOf(dora))[0]), ["dora", "emil", "fay"]);
  await ofDora.close();
  await ofAnna.close();
});

Deno.test("[A145] a warned user is told at once, in ready and by GET /api/me, until they have read it", async () => {
  await using server = await startServer();
  const { anna, bob, group } = await formTrio(server);
  const moderator = await newModerator(server);
  interface Mine {
    readonly role: string;
    readonly notice: { readonly id: string; readonly text: string } | null;
  }
  const mine = async ({ client }: Person) => (await client.get<Mine>("/api/me")).body;
  const open = await bob.client.connect();
  const before = await open.hello();
  assert.deepEqual([before.role, before.notice], ["user", null]);
  assert.deepEqual([(await mine(bob)).notice, (await mine(moderator)).role], [null, "moderator"]);
  await decideAbout({ group, by: anna, about: bob, moderator }, {
    action: "warn",
    note: "Stop it",
  });
  const { notice } = await open.next("notice");
  assert.deepEqual(notice && Object.keys(notice).sort(), ["at", "id", "text"]);
  assert.equal(notice?.text, "Stop it");
  const again = await bob.client.connect();
  assert.deepEqual((await again.hello()).notice, notice);
  assert.deepEqual((await mine(bob)).notice, notice);
  const path = `/api/me/notice/${notice?.id}`;
  for (const [who, there] of [[anna, path], [bob, `/api/me/notice/${v7()}`]] as const) {
    assert.equal((await who.client.delete(there)).status, 404);
  }
  for (const _ of ["first", "repeated"]) assert.equal((await bob.client.delete(path)).status, 204);
  assert.equal((await again.next("notice")).notice, null);
  assert.equal((await mine(bob)).notice, null);
  await open.close();
  await again.close();
});

Deno.test("[A146] moderators who are there learn at once how many reports are open, and nobody else does", async () => {
  await using server = await startServer();
  const { anna, bob, chloe, group } = await formTrio(server);
  const moderator = await newModerator(server);
  const [line, other] = [await connected(moderator), await connected(chloe)];
  await report(anna, group, bob);
  assert.equal((await line.next("reports")).open, 1);
  await report(chloe, group, bob);
  assert.equal((await line.next("reports", ({ open }) => open === 2)).open, 2);
  const [told] = await queueOf(moderator);
  await decide(moderator, told?.id ?? "", { action: "warn", note: "n" });
  assert.equal((await line.next("reports", ({ open }) => open === 0)).open, 0);
  assert(!(await framesSoFar(other)).some(({ type }) => type === "reports"));
  await line.close();
  await other.close();
});

for (const sockets of drivers) {
  Deno.test(`[A147] a block with leave quits the group of both at once, and tells the blocked one no more than a quitting: ${sockets}`, async () => {
    await using server = await startServer({ sockets, env: { GROUP_IDLE_SECONDS: "1" } });
    const { anna, bob, chloe, group } = await formTrio(server);
    // No actor of the group is in memory then.
    server.clock.sleep(5_000);
    assert.equal(server.world.directory.size, 0);
    const [a, b, c] = [await connected(anna), await connected(bob), await connected(chloe)];
    const { status } = await anna.client.put(`/api/blocks/${bob.user.id}`, { leave: true });
    assert.equal(status, 204);
    assert.equal((await a.next("gone")).group, group);
    for (const line of [b, c]) {
      const { message } = await line.next("message", ({ message }) => message.kind === "left");
      assert.deepEqual([message.by, message.seq], [anna.user.id, 2]);
      await line.next("group", ({ group }) => namesIn(group).length === 2);
    }
    const told = async (line: Line) =>
      (await framesSoFar(line)).map(({ type }) => type).filter((type) => type !== "presence");
    assert.deepEqual(await told(b), await told(c));
    assert.deepEqual(await groupsOf(anna), []);
    assert.deepEqual(namesIn(await groupOf(chloe, group)), ["bob", "chloé"]);
    const { blocked } = (await anna.client.get<{ blocked: User[] }>("/api/blocks")).body;
    assert.deepEqual(blocked, [bob.user]);
    await say(c, group, "who is there?");
    assert.equal((await messagesOf(bob, group)).at(-1)?.seq, 3);
    for (const line of [a, b, c]) await line.close();
  });
}

Deno.test("[A147] without leave a block leaves groups as they are, and what leave is not is refused", async () => {
  await using server = await startServer();
  const { anna, bob, chloe, group } = await formTrio(server);
  const path = `/api/blocks/${bob.user.id}`;
  for (const body of [undefined, {}, { leave: false }]) {
    assert.equal((await anna.client.request("PUT", path, body)).status, 204);
  }
  for (const body of [{ leave: 1 }, { leave: null }, { quit: true }, [], "true"]) {
    const { status } = await anna.client.request<Problem>("PUT", path, body);
    assert.equal(status, 400, JSON.stringify(body));
  }
  assert.deepEqual(namesIn(await groupOf(anna, group)), ["anna", "bob", "chloé"]);
  const dora = await signUp(server, "dora");
  assert.equal((await anna.client.put(`/api/blocks/${dora.user.id}`, { leave: true })).status, 204);
  assert.equal((await anna.client.put(`/api/blocks/${v7()}`, { leave: true })).status, 404);
  assert.deepEqual(namesIn(await groupOf(chloe, group)), ["anna", "bob", "chloé"]);
});

Deno.test("[A148] a moderator puts a profile right, by the rules of profiles, and others see the new age", async () => {
  await using server = await startServer();
  const { anna, bob } = await formTrio(server);
  const moderator = await newModerator(server);
  const line = await connected(anna);
  const path = `/api/moderation/users/${bob.user.id}/profile`;
  const put = async (birthDate: string, sex: string | null = "male", to = path) => {
    const { status, body } = await moderator.client.put<Problem>(to, { birthDate, sex });
    return [status, body.code ?? null];
  };
  assert.deepEqual(await put("2020-01-01"), [403, "too_young"]);
  assert.deepEqual(await put("1990-02-30"), [400, "invalid"]);
  await place(bob);
  assert.deepEqual(await put("1990-01-01"), [409, "waiting"]);
  await bob.client.delete("/api/ticket");
  assert.deepEqual(await put("1990-01-01"), [200, null]);
  const { group } = await line.next("group");
  assert.deepEqual(group.members.map(({ sex }) => sex), ["female", "male", "female"]);
  await line.close();
});

Deno.test("[A149] a moderator sees the history of a user and the trail of what was decided, the latest first", async () => {
  await using server = await startServer();
  const { anna, bob, chloe, group } = await formTrio(server);
  const moderator = await newModerator(server);
  await decideAbout({ group, by: anna, about: bob, moderator }, { action: "warn", note: "one" });
  const suspend = { action: "suspend", days: 2, note: "two" };
  const { id } = await decideAbout({ group, by: chloe, about: bob, moderator }, suspend);
  const path = `/api/moderation/users/${bob.user.id}`;
  interface History {
    readonly decisions: readonly { readonly note: string }[];
    readonly [field: string]: unknown;
  }
  const history = async () => (await moderator.client.get<History>(path)).body;
  const { decisions, createdAt, ...rest } = await history();
  assert.deepEqual(decisions.map(({ note }) => note), ["two", "one"]);
  assert.equal(typeof createdAt, "string");
  const until = new Date(server.clock.now() + 2 * 86_400_000).toISOString();
  assert.deepEqual(rest, {
    user: bob.user,
    role: "user",
    reports: { about: 2, by: 0 },
    suspended: true,
    suspendedUntil: until,
  });
  await moderator.client.request("DELETE", `${path}/suspension`, { note: "three" });
  const after = await history();
  assert.deepEqual([after.suspended, after.suspendedUntil], [false, null]);
  type Trail = { readonly entries: readonly AuditEntry[]; readonly more: boolean };
  const { body } = await moderator.client.get<Trail>("/api/moderation/audit?limit=2");
  assert.deepEqual(
    body.entries.map((
      { by, action, about, report, days, note },
    ) => [by, action, about, report, days, note]),
    [
      [moderator.user, "lift", bob.user, null, null, "three"],
      [moderator.user, "suspend", bob.user, id, 2, "two"],
    ],
  );
  assert.equal(body.more, true);
  const last = body.entries[1]?.id;
  const rest2 = await moderator.client.get<Trail>(`/api/moderation/audit?after=${last}`);
  assert.deepEqual(rest2.body.entries.map(({ action, by }) => [action, by]), [
    ["warn", moderator.user],
    ["role", null],
  ]);
});
