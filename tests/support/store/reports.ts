// Reports and what is decided about them, straight in a store.

import assert from "node:assert/strict";
import type { GroupId, Instant, Message, User } from "../../../protocol/domain.ts";
import type { DecisionAction, Report, ReportId } from "../../../protocol/moderation.ts";
import type { Store } from "../../../db/store/store.ts";
import { after, newId, noon, say, text } from "./store_cast.ts";

export const day = 86_400_000;

export interface Told {
  readonly group: GroupId;
  readonly by: User;
  readonly about: User;
  readonly seq?: number;
  readonly at?: Instant;
  readonly reason?: string;
}

export async function tell(store: Store, told: Told): Promise<boolean> {
  const { group, by, about, seq = null, at = noon, reason = "rude" } = told;
  const id = newId<"report">();
  return await store.report({ id, group, by: by.id, about: about.id, reason, seq, at });
}

export async function openOnes(store: Store): Promise<readonly Report[]> {
  const page = await store.reports("open", { after: null, limit: 100 });
  return page?.reports ?? assert.fail("There is no such page");
}

/** The one report that is open. */
export async function theReport(store: Store): Promise<Report> {
  const [report, ...more] = await openOnes(store);
  assert(report && more.length === 0, "There is not one open report");
  return report;
}

export async function reported(store: Store, told: Told): Promise<Report> {
  assert.equal(await tell(store, told), true);
  return await theReport(store);
}

export function decide(
  store: Store,
  by: User,
  report: ReportId,
  { action = "dismiss" as DecisionAction, days = null as number | null, at = after(1_000) } = {},
) {
  const ids = { id: newId<"audit">(), notice: newId<"notice">() };
  return store.decide({ ...ids, by: by.id, report, action, days, note: "a note", at });
}

export function act(about: User, by: User | null, at = after(2_000)) {
  return { id: newId<"audit">(), by: by?.id ?? null, about: about.id, note: "a note", at };
}

export function seqsOf(messages: readonly Message[]): number[] {
  return messages.map(({ seq }) => seq);
}

export function from(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

export async function sayAll(store: Store, group: GroupId, by: User, last: number): Promise<void> {
  for (const seq of from(2, last)) await say(store, group, text(by.id, seq));
}
