// Decisions about users: each with its entry in the audit trail, in one transaction. A suspension
// ends all by which a user is there or may come to others.

import { type Kysely, sql, type Transaction } from "kysely";
import type { GroupId, Instant, UserId } from "../../protocol/domain.ts";
import type { Notice, ReportId } from "../../protocol/moderation.ts";
import { longer, suspensionAt, suspensionOf } from "../../protocol/suspension.ts";
import { lockUsers } from "../people/users.ts";
import { extendBan, withdrawBan } from "../relations/reaches.ts";
import type { DB } from "../schema.ts";
import { type Parties, partyOf, withParties } from "../sql/party_locks.ts";
import type {
  DecideOutcome,
  Ended,
  ModerationStore,
  NewAct,
  NewDecision,
  NewSuspension,
} from "../store/moderation.ts";
import { lockGroup } from "../sql/group_lock.ts";
import { closeOwn } from "../tickets/tickets.ts";
import { addEntry } from "./audit.ts";
import { reportsWith } from "./reports.ts";

export function decisionStore(db: Kysely<DB>) {
  return {
    decide: (decision) => decide(db, decision),
    suspend: (suspension) => suspend(db, suspension),
    lift: (act) => db.transaction().execute((tx) => lift(tx, act)),
  } satisfies Partial<ModerationStore>;
}

async function decide(db: Kysely<DB>, decision: NewDecision): Promise<DecideOutcome> {
  const told = await db.selectFrom("reports").select("about").where("id", "=", decision.report)
    .executeTakeFirst();
  if (told === undefined) return { type: "refused", code: "not_found" };
  const { about } = told;
  if (about === decision.by) return { type: "refused", code: "own_report" };
  return await withParties(db, [about], async (tx, parties): Promise<DecideOutcome> => {
    const settled = await lockSettled(tx, about, decision);
    if (!settled.includes(decision.report)) return { type: "refused", code: "handled" };
    const { id, report, action, days } = decision;
    await addEntry(tx, action, { ...decision, about }, { report, reports: settled, days });
    await tx.updateTable("reports").set({ decision: id }).where("id", "in", settled).execute();
    const notice = action === "warn" ? await warn(tx, about, decision) : null;
    const isOut = action === "suspend" || action === "ban";
    const ended = isOut ? await keepOut(tx, parties, { user: about, days, at: decision.at }) : null;
    const [handled] = await reportsWith(tx, [report]);
    if (handled === undefined) throw new Error(`The report "${report}" is gone while it is locked`);
    return { type: "decided", report: handled, notice, ended };
  });
}

/** The open reports that a decision settles. */
async function lockSettled(
  tx: Transaction<DB>,
  about: UserId,
  { report, action }: NewDecision,
): Promise<ReportId[]> {
  const rows = await tx.selectFrom("reports").select("id")
    .where("decision", "is", null)
    .$if(action === "dismiss", (run) => run.where("id", "=", report))
    .where("about", "=", about).orderBy("at").orderBy("id").forUpdate().execute();
  return rows.map(({ id }) => id);
}

async function warn(
  tx: Transaction<DB>,
  user: UserId,
  { notice: id, at, note: text }: NewDecision,
): Promise<Notice> {
  await tx.insertInto("notices").values({ id, user_id: user, at, text }).execute();
  return { id, at, text };
}

async function suspend(db: Kysely<DB>, act: NewSuspension): Promise<Ended | null> {
  const { about: user, days, at } = act;
  return await withParties(db, [user], async (tx, parties) => {
    if (!parties.accounts.has(user)) return null;
    await addEntry(tx, days === null ? "ban" : "suspend", act, { days });
    return await keepOut(tx, parties, { user, days, at });
  });
}

interface Out {
  readonly user: UserId;
  /** Null: for good. */
  readonly days: number | null;
  readonly at: Instant;
}

/** A suspension that ends later stays as it is. */
async function keepOut(
  tx: Transaction<DB>,
  parties: Parties,
  { user, days, at }: Out,
): Promise<Ended> {
  const former = suspensionAt(parties.accounts.get(user)?.suspension ?? null, at);
  const { since, until } = longer(former, suspensionOf(days, at));
  await tx.updateTable("users").set({ suspended_at: since, suspended_until: until })
    .where("id", "=", user).execute();
  if (days === null) await extendBan(tx, { about: user, at });
  await tx.deleteFrom("sessions").where("user_id", "=", user).execute();
  const party = partyOf(parties, user);
  const withdrawn = await closeOwn(tx, party, at);
  await tx.deleteFrom("partners").where("user_id", "in", party).execute();
  await tx.updateTable("invites").set({ used_at: at })
    .where("inviter", "=", user).where("used_at", "is", null).execute();
  const seats = await closeSeats(tx, user, at);
  return { user, until, withdrawn, partner: parties.partners.get(user) ?? null, seats };
}

/** The open seats that the user is part of. */
async function closeSeats(tx: Transaction<DB>, user: UserId, at: Instant): Promise<GroupId[]> {
  const { rows } = await sql<{ readonly group: GroupId }>`
    select distinct seat as "group" from tickets
    where user_id = ${user} and seat is not null and closed_at is null order by seat`.execute(tx);
  for (const { group } of rows) {
    await lockGroup(tx, group);
    await tx.updateTable("tickets").set({ closed_at: at })
      .where("seat", "=", group).where("closed_at", "is", null).execute();
  }
  return rows.map(({ group }) => group);
}

async function lift(tx: Transaction<DB>, act: NewAct): Promise<readonly UserId[] | null> {
  const account = (await lockUsers(tx, [act.about])).get(act.about);
  if (suspensionAt(account?.suspension ?? null, act.at) === null) return null;
  await tx.updateTable("users").set({ suspended_at: null, suspended_until: null })
    .where("id", "=", act.about).execute();
  const reached = await withdrawBan(tx, act.about);
  await addEntry(tx, "lift", act);
  return reached;
}
