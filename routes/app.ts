// Every path that the server answers, and what holds for all of them.

import { type Context, Hono, type MiddlewareHandler } from "hono";
import { except } from "hono/combine";
import { secureHeaders } from "hono/secure-headers";
import { noteProbes } from "./admin/probes.ts";
import { accountCareRoutes } from "./api/account_care.ts";
import { accountRoutes } from "./api/accounts.ts";
import { apiTokenRoutes } from "./api/api_tokens.ts";
import { blockRoutes } from "./api/blocks.ts";
import { deletionRoutes } from "./api/deletion.ts";
import { descriptionRoutes } from "./api/descriptions.ts";
import { groupRoutes } from "./api/groups.ts";
import { inviteRoutes } from "./api/invites.ts";
import { moderationRoutes } from "./api/moderation.ts";
import { noticeRoutes } from "./api/notices.ts";
import { opsRoutes } from "./api/ops.ts";
import { ownDataRoutes } from "./api/own_data.ts";
import { partnerRoutes } from "./api/partner.ts";
import { passkeyLogInRoutes, passkeyRoutes } from "./api/passkeys.ts";
import { preferenceRoutes } from "./api/own_preferences.ts";
import { profileRoutes } from "./api/profile.ts";
import { pushRoutes } from "./api/push.ts";
import { recoveryCodeRoutes } from "./api/recovery_codes.ts";
import { reportRoutes } from "./api/reports.ts";
import { seatRoutes } from "./api/seat.ts";
import { ticketRoutes } from "./api/ticket.ts";
import { wishRoutes } from "./api/wishes.ts";
import { isTls, sameOrigin, wellFormedHost } from "./auth/origin.ts";
import { createOriginHint, type OriginHint } from "./auth/origin_hint.ts";
import { createPasswordCheck } from "./auth/password_check.ts";
import type { Env } from "./auth/session.ts";
import { Unavailable } from "../protocol/unavailable.ts";
import type { Deps } from "./deps.ts";
import { healthRoutes } from "./health.ts";
import { loggedRequests, requestDetails } from "./http/logged_requests.ts";
import { internalDetail, problem } from "./http/problem.ts";
import { withoutQuery } from "./http/validate.ts";
import { clientAddress, type PeerOf } from "./limits/client_address.ts";
import { needsRoom, noRoom } from "./limits/disk_room.ts";
import { Busy } from "./limits/fair_queue.ts";
import { pacedReads } from "./limits/read_pacing.ts";
import { pacedWrites } from "./limits/write_pacing.ts";
import { countAnswer, countLogIns } from "./metrics/count_requests.ts";
import { pageRoutes } from "./pages.ts";
import type { Carrier } from "./server/driver.ts";
import { socketRoutes } from "./sockets/upgrade.ts";

export function createApp(deps: Deps, { upgrade, peerOf }: Carrier): Hono {
  const app = new Hono();
  app.use(withHeaders(deps));
  const hint = createOriginHint(deps);
  if (deps.settings.logLevel === "debug") app.use(loggedRequests(deps));
  app.use(wellFormedHost);
  const clientOf = (c: Context) =>
    clientAddress(peerOf(c), c.req.header("x-forwarded-for"), deps.settings.proxies);
  app.use("/ws", noteProbes(deps.probes, peerOf, deps.settings.proxies));
  app.route("/", socketRoutes(deps, { upgrade, hint, clientOf }));
  app.route("/api", apiRoutes(deps, peerOf, hint));
  app.route("/", healthRoutes(deps));
  app.route("/", pageRoutes(deps.pages));

  app.notFound((c) => problem(c, "not_found", `There is no ${c.req.method} ${c.req.path}`));
  app.onError((error, c) => {
    if (error instanceof Busy) {
      return problem(c, "busy", "Many people log in right now; try again");
    }
    const isFault = !(error instanceof Unavailable);
    deps.report(isFault ? "request_failed" : "request_unavailable", {
      ...requestDetails(c),
      error,
    });
    if (isFault) return problem(c, "internal", internalDetail);
    const shortage = deps.disk.refusal("adds");
    if (shortage !== null) return noRoom(c, shortage);
    return problem(c, "unavailable", "This could not be done now; try again");
  });
  return app;
}

/** Where a browser gets a session. */
const logInPaths = ["/session", "/session/passkey", "/session/recovery"] as const;

/**
 * Elsewhere a query asks for nothing; to all but those whom they are for, the last two are no paths
 * at all.
 */
const queried = [
  "/api/groups/:id/messages",
  "/api/groups/:id/search",
  "/api/moderation/*",
  "/api/ops",
];

/** Reads and writes have a pace each; logging out never waits. */
function paced(deps: Deps): MiddlewareHandler<Env> {
  const [reads, writes] = [pacedReads(deps), pacedWrites(deps)];
  return (c, next) => {
    const { method, path } = c.req;
    if (method === "GET" || method === "HEAD") return reads(c, next);
    return path === "/api/session" ? next() : writes(c, next);
  };
}

/** Most requests have no query, and need no look at which may have one. */
function unlessQueried(): MiddlewareHandler {
  const refuseQuery = except(queried, withoutQuery);
  return (c, next) => c.req.url.includes("?") ? refuseQuery(c, next) : next();
}

function apiRoutes(deps: Deps, peerOf: PeerOf, hint: OriginHint): Hono<Env> {
  const api = new Hono<Env>();
  api.use(sameOrigin(deps.settings.origins, hint));
  api.use(unlessQueried());
  api.use(paced(deps));
  // Before a password is hashed, or the matchmaker takes a refusal of the store for a fault.
  api.post("/users", needsRoom(deps));
  api.put("/ticket", needsRoom(deps));
  api.post("/me/recovery", needsRoom(deps));
  api.post("/me/tokens", needsRoom(deps));
  api.post("/me/passkeys/*", needsRoom(deps));
  for (const path of logInPaths) api.post(path, countLogIns(deps.measures));
  api.route("/", credentialRoutes(deps, peerOf));
  api.route("/", profileRoutes(deps));
  api.route("/", preferenceRoutes(deps));
  api.route("/", ticketRoutes(deps));
  api.route("/", wishRoutes(deps));
  api.route("/", groupRoutes(deps));
  api.route("/", seatRoutes(deps));
  api.route("/", inviteRoutes(deps));
  api.route("/", blockRoutes(deps));
  api.route("/", partnerRoutes(deps));
  api.route("/", reportRoutes(deps));
  api.route("/", noticeRoutes(deps));
  api.route("/", pushRoutes(deps));
  api.route("/moderation", moderationRoutes(deps));
  api.route("/", opsRoutes(deps));
  api.route("/", ownDataRoutes(deps));
  api.route("/", descriptionRoutes());
  api.all("*", (c) => problem(c, "not_found", `There is no ${c.req.method} ${c.req.path}`));
  return api;
}

/** By what a user gets in, and all that asks for it. */
function credentialRoutes(deps: Deps, peerOf: PeerOf): Hono<Env> {
  const app = new Hono<Env>();
  const check = createPasswordCheck(deps, peerOf);
  const atPeers = { ...deps, peerOf };
  app.route("/", accountRoutes(atPeers, check));
  app.route("/", accountCareRoutes(deps, check));
  app.route("/", apiTokenRoutes(deps));
  app.route("/", deletionRoutes(deps, check));
  app.route("/", recoveryCodeRoutes(atPeers, check));
  app.route("/", passkeyRoutes(atPeers, check));
  app.route("/", passkeyLogInRoutes(atPeers));
  return app;
}

/**
 * What holds for every answer: it is counted, and has the headers of its kind. Spares an upgrade,
 * which breaks when middleware changes its headers. One handler, since each takes of the time that
 * is spent on a request.
 */
function withHeaders({ measures, settings: { origins } }: Deps): MiddlewareHandler {
  const ofDocuments = secureHeaders(headersFor(origins));
  const ofFiles = secureHeaders(fileHeadersFor(origins));
  const nothing = () => Promise.resolve();
  return async (c, next) => {
    await next();
    countAnswer(c, measures);
    if (c.res.status === 101) return;
    const { path } = c.req;
    if (/^\/(ws$|api(\/|$))/.test(path)) forbidKeeping(c);
    await (isFileOfPage(path) ? ofFiles : ofDocuments)(c, nothing);
  };
}

/** But what says itself how it may be kept. Not by Hono's `header`, which makes a stream of it. */
function forbidKeeping({ res: { headers } }: Context): void {
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
}

/** A script or a style sheet, to which what its document may do does not apply. */
function isFileOfPage(path: string): boolean {
  return /^\/assets\/[^/]+\.(js|css)$/.test(path);
}

/** What the page never asks a browser for, and no script that slips in shall. */
const unusedFeatures = [
  "camera",
  "displayCapture",
  "geolocation",
  "hid",
  "microphone",
  "midi",
  "payment",
  "serial",
  "usb",
] as const;

/** Each byte of them is one more on the way to the first page. */
function fileHeadersFor(origins: readonly string[]) {
  return {
    strictTransportSecurity: headersFor(origins).strictTransportSecurity,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    permissionsPolicy: {},
    referrerPolicy: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xFrameOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  };
}

function headersFor(origins: readonly string[]) {
  return {
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      // Nothing but the page's own policy makes what a browser would run of a text.
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ["trio"],
    },
    permissionsPolicy: Object.fromEntries(unusedFeatures.map((feature) => [feature, false])),
    referrerPolicy: "same-origin",
    // Without the subdomains: they are not this server's to decide about.
    strictTransportSecurity: isTls(origins) && "max-age=31536000",
  };
}
