// Reports, and what moderators see and decide, over the public protocol.

import assert from "node:assert/strict";
import { v7 } from "uuid";
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
  type Person,
  place,
  say,
  signUp,
} from "../support/server/people.ts";
import type { Reply } from "../../tools/client.ts";
import { programOf } from "../support/server/programs.ts";
import type { Problem } from "../support/server/problems.ts";
import { startServer } from "../support/server/server.ts";

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

Deno.test("[A140] to anyone but a moderator or an operator the paths of moderators are not there", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const all = <Answer>(answer: Answer) => paths.map(() => answer);
  assert.deepEqual(await answersTo({ client: server.client() }), all([401, "unauthenticated"]));
  assert.deepEqual(await answersTo(anna), all([404, "not_found"]));
  const { body } = await anna.client.get<Problem>("/api/moderation/reports");
  const nowhere = await anna.client.get<Problem>("/api/moderation/nowhere");
  assert.equal(body.detail, nowhere.body.detail.replace("nowhere", "reports"));
  for (const role of ["moderator", "operator"] as const) {
    await setRole(server, anna, role);
    assert.deepEqual(await answersTo(anna), [
      [200, null],
      [404, "not_found"],
      [404, "not_found"],
      [404, "not_found"],
      [404, "not_found"],
      [200, null],
    ], role);
  }
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

Deno.test("[Z230] a socket of a moderator's API token is not told of reports", async () => {
  await using server = await startServer();
  const { anna, bob, group } = await formTrio(server);
  const moderator = await newModerator(server);
  const program = await programOf(server, moderator);
  const [line, own] = [
    await connected({ ...moderator, client: program }),
    await connected(moderator),
  ];
  await report(anna, group, bob);
  assert.equal((await own.next("reports")).open, 1);
  assert(!(await framesSoFar(line)).some(({ type }) => type === "reports"));
  await line.close();
  await own.close();
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
