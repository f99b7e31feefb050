// Moderators, and what they decide, over the public protocol.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import { instantOf } from "../../../protocol/clock.ts";
import type { GroupId } from "../../../protocol/domain.ts";
import type { AuditId, Report, Role } from "../../../protocol/moderation.ts";
import { type Person, signUp } from "./people.ts";
import type { TestServer } from "./server.ts";

export async function setRole(
  { store, clock }: TestServer,
  { user }: Person,
  role: Role,
): Promise<void> {
  const at = instantOf(clock.now());
  const act = { id: v7() as AuditId, at, by: null, about: user.id, note: role };
  assert(await store.setRole(role, act));
}

export async function newModerator(server: TestServer, username = "moderator"): Promise<Person> {
  const moderator = await signUp(server, username);
  await setRole(server, moderator, "moderator");
  return moderator;
}

/** Reports another member; gives the status. */
export async function report(
  { client }: Person,
  group: GroupId,
  about: Person,
  more: { readonly seq?: number } = {},
): Promise<number> {
  const body = { group, user: about.user.id, reason: "He was rude", ...more };
  return (await client.request("POST", "/api/reports", body)).status;
}

export async function queueOf({ client }: Person, query = ""): Promise<readonly Report[]> {
  const path = `/api/moderation/reports${query}`;
  const { status, body } = await client.get<{ reports: readonly Report[] }>(path);
  assert.equal(status, 200, JSON.stringify(body));
  return body.reports;
}

export function decide<Body = { readonly report: Report }>(
  { client }: Person,
  report: string,
  decision: unknown,
) {
  return client.request<Body>("POST", `/api/moderation/reports/${report}/decision`, decision);
}

/** Reports a member and decides about the report. */
export async function decideAbout(
  { group, by, about, moderator }: {
    readonly group: GroupId;
    readonly by: Person;
    readonly about: Person;
    readonly moderator: Person;
  },
  decision: unknown,
): Promise<Report> {
  assert.equal(await report(by, group, about), 204);
  const open = await queueOf(moderator);
  const told = open.find((one) => one.about.id === about.user.id) ?? assert.fail("Nothing is open");
  const { status, body } = await decide(moderator, told.id, decision);
  assert.equal(status, 200, JSON.stringify(body));
  return body.report;
}
