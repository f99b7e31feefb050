// Moderation in the memory store, as db/moderation/ has it.

import type { Instant, Message, User, UserId } from "../../../protocol/domain.ts";
import {
  type AuditAction,
  type AuditEntry,
  type Decision,
  mayModerate,
  type Report,
  type ReportId,
} from "../../../protocol/moderation.ts";
import { longer, suspensionAt, suspensionOf } from "../../../protocol/suspension.ts";
import {
  asSeen,
  keptSeqs,
  moreEvidence,
  moreReason,
  sameReportSince,
  tellingsMost,
} from "../../../db/moderation/evidence.ts";
import type {
  DecideOutcome,
  Ended,
  ModerationRange,
  ModerationStore,
  NewAct,
  NewDecision,
  NewReport,
} from "../../../db/store/moderation.ts";
import { correctProfile } from "./memory_profiles.ts";
import { extendBan, withdrawBan } from "./memory_reaches.ts";
import type { KeptEntry, KeptReport } from "./memory_kept.ts";
import { withdraw } from "./memory_tickets.ts";
import { headOf, order, type State, userOf, wereTogether } from "./memory_state.ts";

export function moderationStore(state: State): ModerationStore {
  return {
    report: (told) => Promise.try(() => report(state, told)),
    ownReports: (user) => Promise.resolve(ownReports(state, user)),
    openReports: () => Promise.resolve(openReports(state).length),
    reports(kind, range) {
      const sorted = kind === "open" ? openReports(state) : handledReports(state);
      const start = range.after === null ? 0 : startOf(state, sorted, range.after);
      if (start === null) return Promise.resolve(null);
      const { page, more } = pageFrom(sorted, start, range);
      return Promise.resolve({ reports: page.map((kept) => viewOf(state, kept)), more });
    },
    decide: (decision) => Promise.try(() => decide(state, decision)),
    suspend(act) {
      if (!state.users.has(act.about)) return Promise.resolve(null);
      addEntry(state, act.days === null ? "ban" : "suspend", act, { days: act.days });
      return Promise.resolve(keepOut(state, act.about, act));
    },
    lift(act) {
      const { suspension } = standingOf(state, act.about);
      if (suspensionAt(suspension, act.at) === null) return Promise.resolve(null);
      standingOf(state, act.about).suspension = null;
      const reached = withdrawBan(state, act.about);
      addEntry(state, "lift", act);
      return Promise.resolve(reached);
    },
    setRole(role, act) {
      if (!state.users.has(act.about)) return Promise.resolve(false);
      const standing = standingOf(state, act.about);
      if (standing.role !== role) addEntry(state, "role", act);
      standing.role = role;
      return Promise.resolve(true);
    },
    correctProfile(profile, act) {
      if (!state.users.has(act.about)) return Promise.resolve("not_found" as const);
      const outcome = correctProfile(state, { id: act.about, profile, at: act.at });
      if (outcome === "stored") addEntry(state, "profile", act);
      return Promise.resolve(outcome);
    },
    audit: (action, act) => Promise.resolve(addEntry(state, action, act)),
    auditTrail(range) {
      const entries = [...state.audit.values()].reverse();
      const start = entries.findIndex(({ id }) => id === range.after) + 1;
      if (range.after !== null && start === 0) return Promise.resolve(null);
      const { page, more } = pageFrom(entries, start, range);
      return Promise.resolve({ entries: page.map((kept) => entryOf(state, kept)), more });
    },
    history(user, now) {
      const found = state.users.get(user);
      if (!found) return Promise.resolve(null);
      const count = (whose: "about" | "by") =>
        state.reports.values().filter((kept) => kept[whose] === user).toArray().length;
      const { role, suspension } = standingOf(state, user);
      return Promise.resolve({
        user: found.user,
        createdAt: found.at,
        role,
        reports: { about: count("about"), by: count("by") },
        decisions: [...state.audit.values()].reverse()
          .filter(({ action, about }) => about === user && isDecision(action))
          .map((kept) => decisionOf(state, kept)),
        suspension: suspensionAt(suspension, now),
      });
    },
    standing(user, now) {
      if (!state.users.has(user)) return Promise.resolve(null);
      const { role, suspension } = standingOf(state, user);
      const [unread] = state.notices.values()
        .filter((kept) => kept.user === user && kept.readAt === null).toArray()
        .sort((a, b) => order(a.at, b.at) || order(a.id, b.id));
      const notice = unread ? { id: unread.id, at: unread.at, text: unread.text } : null;
      return Promise.resolve({ role, suspension: suspensionAt(suspension, now), notice });
    },
    moderators: () =>
      Promise.resolve(
        [...state.standings].filter(([, { role }]) => mayModerate(role)).map(([id]) => id),
      ),
    readNotice(user, id, at) {
      const kept = state.notices.get(id);
      if (kept?.user !== user) return Promise.resolve(false);
      kept.readAt ??= at;
      return Promise.resolve(true);
    },
  };
}

/** Reports, notices and entries of before. */
export function purgeModeration(state: State, before: Instant): void {
  for (const kept of [state.reports, state.notices, state.audit]) {
    for (const [id, { at }] of kept) if (at < before) (kept as Map<string, unknown>).delete(id);
  }
}

function standingOf(state: State, user: UserId) {
  const standing = state.standings.get(user) ?? { role: "user" as const, suspension: null };
  state.standings.set(user, standing);
  return standing;
}

function pageFrom<Item>(
  items: readonly Item[],
  start: number,
  { limit }: ModerationRange<string>,
): { readonly page: readonly Item[]; readonly more: boolean } {
  return { page: items.slice(start, start + limit), more: items.length > start + limit };
}

function report(state: State, told: NewReport): boolean {
  const group = state.groups.get(told.group);
  const [mine, theirs] = [told.by, told.about].map((user) =>
    group?.members.find(({ id }) => id === user)
  );
  if (!group || told.by === told.about || !mine || !theirs || !wereTogether(mine, theirs)) {
    return false;
  }
  const { firstSeq, leftSeq } = mine;
  const kept = keptSeqs(told.seq, { firstSeq, lastSeq: leftSeq ?? headOf(group) });
  if (kept === null) return false;
  const evidence = group.log.filter(({ seq }) => seq >= kept.firstSeq && seq <= kept.lastSeq)
    .map((message) => structuredClone(asSeen(message, { firstSeq, leftSeq: leftSeq ?? null })));
  if (state.reports.has(told.id)) throw new Error(`The report "${told.id}" exists`);
  const open = state.reports.values().find((former) =>
    former.by === told.by && former.about === told.about && former.group === told.group &&
    former.decision === null && former.at > sameReportSince(told.at)
  );
  if (open) addTo(open, told, evidence);
  else state.reports.set(told.id, { ...told, told: 1, evidence, decision: null });
  return true;
}

function addTo(open: KeptReport, told: NewReport, evidence: readonly Message[]): void {
  if (open.told === tellingsMost) return;
  open.reason = moreReason(open.reason, told.reason);
  open.seq ??= told.seq;
  open.told += 1;
  open.evidence = moreEvidence(open.evidence, evidence);
}

function ownReports(state: State, user: UserId) {
  return state.reports.values().filter(({ by }) => by === user).toArray()
    .sort((a, b) => order(b.at, a.at) || order(b.id, a.id))
    .map(({ id, at, about, decision }) => (
      { id, at, about: userOf(state, about).user, state: stateOf(decision) }
    ));
}

function openReports(state: State): KeptReport[] {
  const open = state.reports.values().filter(({ decision }) => decision === null).toArray();
  return open.sort((a, b) => byWeight(open, a, b));
}

/** Those about the most reported user first, then the oldest. */
function byWeight(open: readonly KeptReport[], a: KeptReport, b: KeptReport): number {
  return weightOf(open, b) - weightOf(open, a) || order(a.at, b.at) || order(a.id, b.id);
}

function weightOf(open: readonly KeptReport[], { about }: KeptReport): number {
  return open.filter((other) => other.about === about).length;
}

function handledReports(state: State): KeptReport[] {
  const places = new Map([...state.audit.keys()].map((id, place) => [id, place + 1]));
  const place = ({ decision }: KeptReport) => decision && places.get(decision) || 0;
  return state.reports.values().filter(({ decision }) => decision !== null).toArray()
    .sort((a, b) => place(b) - place(a) || order(b.id, a.id));
}

/**
 * Where a page begins; null: there is no such report. One that is handled now has its place by what
 * else is open about the same user.
 */
function startOf(state: State, sorted: readonly KeptReport[], after: ReportId): number | null {
  const last = state.reports.get(after);
  if (!last) return null;
  const at = sorted.indexOf(last);
  if (at >= 0) return at + 1;
  if (weightOf(sorted, last) === 0) return 0;
  const next = sorted.findIndex((other) => byWeight(sorted, last, other) < 0);
  return next < 0 ? sorted.length : next;
}

function viewOf(state: State, { told: _told, ...kept }: KeptReport): Report {
  const entry = kept.decision && state.audit.get(kept.decision);
  return structuredClone({
    ...kept,
    by: userOf(state, kept.by).user,
    about: userOf(state, kept.about).user,
    state: stateOf(kept.decision),
    decision: entry ? decisionOf(state, entry) : null,
  });
}

function stateOf(decision: string | null): "open" | "handled" {
  return decision === null ? "open" : "handled";
}

function decide(state: State, decision: NewDecision): DecideOutcome {
  const { id, report, action, days, at } = decision;
  const kept = state.reports.get(report);
  if (!kept) return { type: "refused", code: "not_found" };
  const { about } = kept;
  if (about === decision.by) return { type: "refused", code: "own_report" };
  if (kept.decision !== null) return { type: "refused", code: "handled" };
  const settled = action === "dismiss" ? [kept] : openReports(state)
    .filter((other) => other.about === about)
    .sort((a, b) => order(a.at, b.at) || order(a.id, b.id));
  const reports = settled.map((each) => each.id);
  addEntry(state, action, { ...decision, about }, { report, reports, days });
  for (const each of settled) each.decision = id;
  const notice = action === "warn" ? { id: decision.notice, at, text: decision.note } : null;
  if (notice) state.notices.set(notice.id, { ...notice, user: about, readAt: null });
  const isOut = action === "suspend" || action === "ban";
  const ended = isOut ? keepOut(state, about, { days, at }) : null;
  return { type: "decided", report: viewOf(state, kept), notice, ended };
}

function keepOut(
  state: State,
  user: UserId,
  { days, at }: { readonly days: number | null; readonly at: string },
): Ended {
  const standing = standingOf(state, user);
  const suspension = longer(suspensionAt(standing.suspension, at), suspensionOf(days, at));
  standing.suspension = suspension;
  for (const [id, session] of state.sessions) if (session.user === user) state.sessions.delete(id);
  if (days === null) extendBan(state, user, at);
  const partner = state.partners.get(user) ?? null;
  const withdrawn = withdraw(state, user);
  state.partners.delete(user);
  if (partner !== null) state.partners.delete(partner);
  for (const invite of state.invites.values()) {
    if (invite.inviter === user) invite.usedAt ??= at;
  }
  const seats = [...state.seats].filter(([, { criteria }]) => criteria.has(user)).map(([id]) => id);
  for (const group of seats) state.seats.delete(group);
  return { user, until: suspension.until, withdrawn, partner, seats: seats.sort(order) };
}

function addEntry(
  state: State,
  action: AuditAction,
  { id, at, by, about, note }: NewAct,
  more: Partial<Pick<KeptEntry, "report" | "reports" | "days">> = {},
): void {
  if (state.audit.has(id)) throw new Error(`The entry "${id}" exists`);
  const rest = { report: null, reports: [], days: null, ...more };
  state.audit.set(id, { id, at, by, action, about, note, ...rest });
}

function entryOf(state: State, { by, about, ...kept }: KeptEntry): AuditEntry {
  return { ...kept, by: actorOf(state, by), about: userOf(state, about).user };
}

function decisionOf(state: State, { by, ...kept }: KeptEntry): Decision {
  const { id, at, action, days, note, reports } = kept;
  return {
    id,
    at,
    by: actorOf(state, by),
    action: action as Decision["action"],
    days,
    note,
    reports,
  };
}

function actorOf(state: State, by: UserId | null): User | null {
  return by === null ? null : userOf(state, by).user;
}

function isDecision(action: AuditAction): boolean {
  return ["dismiss", "warn", "suspend", "ban", "lift"].includes(action);
}
