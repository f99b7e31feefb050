// What the operator does while the program runs: one process owns the embedded database, so that a
// command asks the program. Whoever reaches this channel is the operator: see admin_channel.ts.

import { type Context, Hono, type MiddlewareHandler } from "hono";
import * as v from "valibot";
import { profileView } from "../../actors/connections/presenters.ts";
import type { NewAct } from "../../db/store/moderation.ts";
import type { Credentials } from "../../db/store/users.ts";
import { dayOf, instantOf } from "../../protocol/clock.ts";
import type { AuditId, ReportId } from "../../protocol/moderation.ts";
import { Unavailable } from "../../protocol/unavailable.ts";
import { requestDeletion } from "../api/deletion.ts";
import { days, historyView, rangeOf, reportsSchema, trailSchema } from "../api/moderation.ts";
import { credentialsOf } from "../auth/password_check.ts";
import { recoveryCodeFor } from "../auth/recovery_codes.ts";
import type { Deps } from "../deps.ts";
import { type CopyDeps, copyRoutes } from "./copy_routes.ts";
import { jsonBody, withoutBody } from "../http/body.ts";
import { requestDetails } from "../http/logged_requests.ts";
import { internalDetail, problem } from "../http/problem.ts";
import { words } from "../http/schemas.ts";
import { invalid, queryOf, strict } from "../http/validate.ts";

interface Env {
  Variables: { account: Credentials };
}

const role = strict({
  role: v.picklist(
    ["user", "moderator", "operator"],
    'Expected "user", "moderator" or "operator"',
  ),
});
const suspension = strict({ days: v.exactOptional(days), note: words("note") });
const noted = strict({ note: words("note") });

export function createAdminApi(deps: CopyDeps): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    await next();
    const user = c.var.account?.user.id;
    deps.report("admin_command", {
      ...{ ...requestDetails(c), status: c.res.status },
      ...(user && { user }),
    });
  });
  app.route("/users/:name", userRoutes(deps));
  app.route("/", listRoutes(deps));
  app.route("/probes", probeRoutes(deps));
  app.route("/", copyRoutes(deps));
  app.notFound((c) => problem(c, "not_found", `There is no ${c.req.method} ${c.req.path}`));
  app.onError((error, c) => {
    if (error instanceof Unavailable) {
      return problem(c, "unavailable", "This could not be done now; try again");
    }
    deps.report("admin_failed", { ...requestDetails(c), error });
    return problem(c, "internal", internalDetail);
  });
  return app;
}

function userRoutes(deps: Deps): Hono<Env> {
  const { store, moderation } = deps;
  const app = new Hono<Env>();
  app.use(named(deps));

  app.get("/", async (c) => c.json(await userView(c.var.account, deps)));

  app.put("/role", jsonBody(role, deps), async (c) => {
    const { role } = c.req.valid("json");
    return done(c, await store.setRole(role, actOf(c, role, deps)));
  });

  app.put("/suspension", jsonBody(suspension, deps), async (c) => {
    const { days = null, note } = c.req.valid("json");
    return done(c, await moderation.suspend({ ...actOf(c, note, deps), days }));
  });

  app.delete("/suspension", jsonBody(noted, deps), async (c) => {
    return await moderation.lift(actOf(c, c.req.valid("json").note, deps))
      ? c.body(null, 204)
      : problem(c, "not_found", "This user is not suspended");
  });

  app.post("/recovery", withoutBody(deps), async (c) => {
    const act = actOf(c, "", deps);
    // An entry too many is better than a code that nothing tells of.
    await store.audit("recovery", act);
    const code = await recoveryCodeFor(act.about, act.at, store);
    return code === null ? noSuchName(c) : c.json({ code }, 201);
  });

  app.delete("/", withoutBody(deps), async (c) => {
    const act = actOf(c, "", deps);
    await store.audit("delete", act);
    return done(c, await requestDeletion(c.var.account.user, deps));
  });

  return app;
}

function listRoutes({ store }: Deps): Hono<Env> {
  const app = new Hono<Env>();

  app.get("/reports", queryOf(reportsSchema), async (c) => {
    const { state, ...range } = c.req.valid("query");
    return list(c, await store.reports(state, rangeOf<ReportId>(range)));
  });

  app.get("/audit", queryOf(trailSchema), async (c) => {
    return list(c, await store.auditTrail(rangeOf<AuditId>(c.req.valid("query"))));
  });

  return app;
}

/** Of the doctor: see `probes.ts`. */
function probeRoutes({ probes, version, settings }: Deps): Hono<Env> {
  const app = new Hono<Env>();
  app.post("/", (c) => {
    const { proxies, sockets } = settings;
    return c.json({ token: probes.expect(), pid: Deno.pid, version, proxies, sockets }, 201);
  });
  app.get("/:token", (c) => {
    const arrival = probes.arrival(c.req.param("token"));
    return arrival === null ? problem(c, "not_found", "Nothing has come with it") : c.json(arrival);
  });
  return app;
}

/** `:name` as the account that it names. */
function named({ store }: Deps): MiddlewareHandler<Env> {
  return async (c, next) => {
    const name = c.req.param("name") ?? "";
    const account = name.includes("\0") ? null : await credentialsOf(name, { store });
    if (!account) return noSuchName(c);
    c.set("account", account);
    await next();
  };
}

async function userView({ user, profile }: Credentials, { store, placement, clock }: Deps) {
  const now = clock.now();
  const [history, partner, groups] = await Promise.all([
    store.history(user.id, instantOf(now)),
    store.partner(user.id),
    store.coMembers(user.id),
  ]);
  return {
    ...history && historyView(history),
    user,
    profile: profile && profileView(profile, dayOf(now)),
    online: placement.isOnline(user.id),
    partner,
    groups: groups.map(({ group }) => group),
  };
}

function actOf(
  c: Context<Env>,
  note: string,
  { clock, newId }: Deps,
): NewAct {
  const { id: about } = c.var.account.user;
  return { id: newId() as AuditId, at: instantOf(clock.now()), by: null, about, note };
}

function done(c: Context, isDone: boolean): Response {
  return isDone ? c.body(null, 204) : noSuchName(c);
}

function list(c: Context, page: object | null): Response {
  return page ? c.json(page) : invalid(c, "after", "Expected the id of something in this list");
}

function noSuchName(c: Context): Response {
  return problem(c, "not_found", "No user has this name");
}
