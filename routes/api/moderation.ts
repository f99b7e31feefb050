// What moderators see and do: the queue of reports, decisions, users, and the audit trail.

import { type Context, Hono } from "hono";
import * as v from "valibot";
import type { History, NewAct } from "../../db/store/moderation.ts";
import { dayOf, instantOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import type { AuditId, NoticeId, ReportId } from "../../protocol/moderation.ts";
import { suspensionDaysMost } from "../../protocol/suspension.ts";
import { moderatorsOnly } from "../auth/roles_only.ts";
import { anySession, type Env } from "../auth/session.ts";
import type { Deps } from "../deps.ts";
import { jsonBody } from "../http/body.ts";
import { problem } from "../http/problem.ts";
import { accountSchemas, idOf, words } from "../http/schemas.ts";
import { invalid, queryOf, strict, withoutQuery } from "../http/validate.ts";
import { wholeNumber } from "./groups.ts";
import { idParam, noSuchUser } from "./params.ts";
import { isTooYoung, profileAnswer, profileRefused, showChange, tooYoung } from "./profile.ts";

const pageSize = { usual: 20, most: 200 };
export const range = {
  after: v.optional(idOf<string>("Expected a UUID in lower case")),
  limit: v.optional(
    wholeNumber(1, pageSize.most, `Expected a whole number from 1 to ${pageSize.most}`),
    String(pageSize.usual),
  ),
};
const aState = 'Expected "open" or "handled"';
export const reportsSchema = strict({
  state: v.optional(v.picklist(["open", "handled"], aState), "open"),
  ...range,
});
export const trailSchema = strict(range);
const noted = strict({ note: words("note") });
const someDays = `Expected a whole number from 1 to ${suspensionDaysMost}`;
export const days = v.pipe(
  v.number(someDays),
  v.integer(someDays),
  v.minValue(1, someDays),
  v.maxValue(suspensionDaysMost, someDays),
);
const decision = v.pipe(
  strict({
    action: v.picklist(
      ["dismiss", "warn", "suspend", "ban"],
      'Expected "dismiss", "warn", "suspend" or "ban"',
    ),
    days: v.exactOptional(days),
    note: words("note"),
  }),
  v.forward(
    v.check(
      ({ action, days }) => (action === "suspend") === (days !== undefined),
      'Expected with "suspend", and with nothing else',
    ),
    ["days"],
  ),
);

export function moderationRoutes(deps: Deps): Hono<Env> {
  const app = new Hono<Env>();
  app.use(anySession(deps), moderatorsOnly(deps));
  app.route("/", queueRoutes(deps));
  app.route("/", userRoutes(deps));
  return app;
}

function queueRoutes(deps: Deps): Hono<Env> {
  const { store, moderation, newId } = deps;
  const app = new Hono<Env>();

  app.get("/reports", queryOf(reportsSchema), async (c) => {
    const { state, ...range } = c.req.valid("query");
    const page = await store.reports(state, rangeOf<ReportId>(range));
    return page ? c.json(page) : noPlace(c);
  });

  const aReport = idParam<"report">("report");
  // Once more behind each body: the role may have been taken back before it had come.
  const still = moderatorsOnly(deps);
  const aDecision = jsonBody(decision, deps);
  app.post("/reports/:id/decision", withoutQuery, aReport, aDecision, still, async (c) => {
    const { action, days = null, note } = c.req.valid("json");
    const { id: report } = c.req.valid("param");
    const notice = newId() as NoticeId;
    const outcome = await moderation.decide({
      ...actOf(c, note, deps),
      report,
      action,
      days,
      notice,
    });
    if (outcome.type === "decided") return c.json({ report: outcome.report });
    return problem(c, outcome.code, refusals[outcome.code]);
  });

  app.get("/audit", queryOf(trailSchema), async (c) => {
    const page = await store.auditTrail(rangeOf<AuditId>(c.req.valid("query")));
    return page ? c.json(page) : noPlace(c);
  });

  return app;
}

function userRoutes(deps: Deps): Hono<Env> {
  const { store, moderation, clock, isCommonPassword } = deps;
  const today = () => dayOf(clock.now());
  const { correction } = accountSchemas({ today, isCommonPassword });
  const aUser = idParam<"user">("user");
  const still = moderatorsOnly(deps);
  const app = new Hono<Env>();

  app.get("/users/:id", withoutQuery, aUser, async (c) => {
    const history = await store.history(c.req.valid("param").id, instantOf(clock.now()));
    return history ? c.json(historyView(history)) : noSuchUser(c);
  });

  const suspension = "/users/:id/suspension";
  app.delete(suspension, withoutQuery, aUser, jsonBody(noted, deps), still, async (c) => {
    const act = { ...actOf(c, c.req.valid("json").note, deps), about: c.req.valid("param").id };
    return await moderation.lift(act)
      ? c.body(null, 204)
      : problem(c, "not_found", "No user with this id is suspended");
  });

  const profile = "/users/:id/profile";
  app.put(profile, withoutQuery, aUser, jsonBody(correction, deps), still, async (c) => {
    const corrected = c.req.valid("json");
    const { id: about } = c.req.valid("param");
    if (isTooYoung(corrected, deps)) return tooYoung(c, deps);
    const outcome = await store.correctProfile(corrected, { ...actOf(c, "", deps), about });
    if (outcome === "not_found") return noSuchUser(c);
    if (outcome !== "stored") return profileRefused(c, outcome, deps);
    await showChange(about, deps);
    return await profileAnswer(c, about, deps);
  });

  return app;
}

/** A page of a list, as a query asks for it. */
export function rangeOf<Id extends string>(
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
) {
  return { after: (after ?? null) as Id | null, limit };
}

/** What a moderator does now. */
function actOf(c: Context<Env>, note: string, { clock, newId }: Deps) {
  const by: UserId = c.var.session.user;
  return { id: newId() as AuditId, at: instantOf(clock.now()), by, note } satisfies Omit<
    NewAct,
    "about"
  >;
}

/** A user's history as moderators and the operator are shown it. */
export function historyView({ suspension, ...history }: History) {
  return {
    ...history,
    suspended: suspension !== null,
    suspendedUntil: suspension?.until ?? null,
  };
}

const refusals = {
  not_found: "There is no such report",
  own_report: "A report about yourself is for somebody else to decide",
  handled: "This report was decided already",
} as const;

function noPlace(c: Context): Response {
  return invalid(c, "after", "Expected the id of something in this list");
}
