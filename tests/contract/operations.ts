// What each operation of HTTP is for and answers, besides what it accepts, which its own schemas
// say: a summary, the answer, and the codes of the refusals that are its own.

import * as v from "valibot";
import type { ProblemCode } from "../../routes/http/problem.ts";
import * as values from "./values.ts";

/** Who may ask: anybody, who is logged in, or those to whom alone the path is there. */
export type Asker = "anybody" | "user" | "moderator" | "operator";

export interface Operation {
  readonly summary: string;
  readonly asker: Asker;
  readonly status: 200 | 201 | 204;
  /** Null: the answer has no body. */
  readonly answer: v.GenericSchema | null;
  readonly refusals: readonly ProblemCode[];
}

const { instant } = values;
const text = v.string();
const entry = v.strictObject({ user: values.user, profile: v.nullable(values.profile) });
const aPage = { messages: v.array(values.message), more: v.boolean() };
const passkey = v.strictObject({
  id: text,
  createdAt: instant,
  usedAt: v.nullable(instant),
  label: v.nullable(text),
});
const session = v.strictObject({
  id: text,
  createdAt: instant,
  usedAt: instant,
  agent: v.nullable(text),
  current: v.boolean(),
});
/** What `navigator.credentials` takes: an object of WebAuthn's. */
const options = v.looseObject({ challenge: text });
const lists = [
  ...["sessions", "tokens", "pushSubscriptions", "devices", "networks", "recoveryCodes"] as const,
  ...["passkeys", "tickets", "invites", "blocked", "again", "reports", "notices"] as const,
  ...["groups"] as const,
];
const ownData = v.looseObject({
  at: instant,
  user: values.user,
  createdAt: instant,
  seenAt: v.nullable(instant),
  preferences: values.preferences,
  profile: v.nullable(values.profile),
  partner: v.nullable(v.unknown()),
  ...Object.fromEntries(lists.map((list) => [list, v.array(v.unknown())])),
});

type Rest = Pick<Operation, "answer" | "refusals"> & { readonly status?: Operation["status"] };

function by(asker: Asker) {
  return (summary: string, { answer, refusals, status }: Partial<Rest> = {}): Operation => ({
    summary,
    asker,
    status: status ?? (answer === undefined ? 204 : 200),
    answer: answer ?? null,
    refusals: refusals ?? [],
  });
}

const anybody = by("anybody");
const ofUser = by("user");
const ofModerator = by("moderator");
const ofOperator = by("operator");
const one = (fields: v.ObjectEntries) => v.strictObject(fields);
const guess = ["bad_credentials", "busy"] as const;
const kept = ["waiting", "age_wall"] as const;
const thirds = ["sex_undisclosed", "no_third"] as const;

const accounts: Readonly<Record<string, Operation>> = {
  "POST /api/users": anybody("Sign up", {
    status: 201,
    answer: entry,
    refusals: ["username_taken", "too_young", "proof_required", "busy"],
  }),
  "POST /api/session": anybody("Log in with a password", {
    answer: entry,
    refusals: [...guess, "suspended"],
  }),
  "DELETE /api/session": ofUser("Log out"),
  "GET /api/me": ofUser("Read one's own account", {
    answer: one({
      user: values.user,
      profile: v.nullable(values.profile),
      role: values.role,
      notice: v.nullable(values.notice),
      preferences: values.preferences,
    }),
  }),
  "PUT /api/me/profile": ofUser("Fill in, or change, one's profile", {
    answer: one({ profile: values.profile }),
    refusals: ["too_young", ...kept, "birth_date_set", "sex_set"],
  }),
  "PUT /api/me/preferences": ofUser("Switch receipts, typing and presence on or off", {
    answer: one({ preferences: values.preferences }),
  }),
  "PUT /api/me/password": ofUser("Change the password", { refusals: guess }),
  "GET /api/me/sessions": ofUser("List one's sessions", {
    answer: one({ sessions: v.array(session) }),
  }),
  "DELETE /api/me/sessions/:id": ofUser("End a session", { refusals: ["not_found"] }),
  "GET /api/me/recovery": ofUser("Count the recovery codes that are left", {
    answer: one({ left: values.seq }),
  }),
  "POST /api/me/recovery": ofUser("Make ten recovery codes", {
    status: 201,
    answer: one({ codes: v.array(text) }),
    refusals: guess,
  }),
  "POST /api/session/recovery": anybody("Log in with a recovery code", {
    answer: entry,
    refusals: [...guess, "suspended"],
  }),
  "POST /api/me/tokens": ofUser("Make an API token", {
    status: 201,
    answer: one({ token: text, ...values.apiTokenFields }),
    refusals: ["too_many_tokens"],
  }),
  "GET /api/me/tokens": ofUser("List one's API tokens", {
    answer: one({ tokens: v.array(values.apiToken) }),
  }),
  "DELETE /api/me/tokens/:id": ofUser("Revoke an API token", { refusals: ["not_found"] }),
  "GET /api/me/passkeys": ofUser("List one's passkeys", {
    answer: one({ passkeys: v.array(passkey) }),
  }),
  "POST /api/me/passkeys/options": ofUser("Begin to add a passkey", {
    answer: options,
    refusals: guess,
  }),
  "POST /api/me/passkeys": ofUser("Add a passkey", {
    status: 201,
    answer: one({ passkey }),
    refusals: ["too_many_passkeys"],
  }),
  "DELETE /api/me/passkeys/:id": ofUser("Remove a passkey", { refusals: ["not_found"] }),
  "POST /api/session/passkey/options": anybody("Begin to log in with a passkey", {
    answer: options,
  }),
  "POST /api/session/passkey": anybody("Log in with a passkey", {
    answer: entry,
    refusals: ["bad_credentials", "suspended"],
  }),
  "DELETE /api/me": ofUser("Delete the account", { refusals: guess }),
  "GET /api/me/data": ofUser("Read what is kept of oneself", { answer: ownData }),
};

const tickets: Readonly<Record<string, Operation>> = {
  "PUT /api/ticket": ofUser("Ask to be matched", {
    answer: one({ ticket: v.nullable(values.ticket) }),
    refusals: ["profile_required", ...thirds],
  }),
  "GET /api/ticket": ofUser("Read one's ticket", {
    answer: one({ ticket: v.nullable(values.ticket) }),
  }),
  "DELETE /api/ticket": ofUser("Withdraw one's ticket"),
  "GET /api/wishes": ofUser("Read what others asked for today", {
    answer: one({ wishes: values.wishes }),
  }),
  "POST /api/invites": ofUser("Make an invite for a partner", {
    status: 201,
    answer: one({ invite: values.invite }),
    refusals: ["profile_required", "bot_alone", "has_partner"],
  }),
  "GET /api/invites/:token": ofUser("Read an invite", {
    answer: one({ inviter: values.user, expiresAt: instant }),
    refusals: ["not_found", "invite_over"],
  }),
  "POST /api/invites/:token/acceptance": ofUser("Accept an invite", {
    answer: one({ partner: values.user }),
    refusals: ["not_found", "invite_over", "own_invite", "bot_alone", "has_partner"],
  }),
  "GET /api/partner": ofUser("Read one's partner", {
    answer: one({ partner: v.nullable(values.user) }),
  }),
  "DELETE /api/partner": ofUser("Have no partner any more"),
};

const groups: Readonly<Record<string, Operation>> = {
  "GET /api/groups": ofUser("List one's groups", {
    answer: one({ groups: v.array(values.group) }),
  }),
  "GET /api/groups/:id": ofUser("Read a group", {
    answer: one({ group: values.group }),
    refusals: ["not_found"],
  }),
  "GET /api/groups/:id/messages": ofUser("Read a page of a group's log", {
    answer: one({ ...aPage, asOf: v.exactOptional(values.seq) }),
    refusals: ["not_found"],
  }),
  "GET /api/groups/:id/search": ofUser("Search a group's texts", {
    answer: one(aPage),
    refusals: ["not_found"],
  }),
  "DELETE /api/groups/:id/membership": ofUser("Quit a group", { refusals: ["not_found"] }),
  "PUT /api/groups/:id/seat": ofUser("Have a group look for a third", {
    answer: one({ seat: values.seat }),
    refusals: ["not_found", "group_full", ...thirds],
  }),
  "DELETE /api/groups/:id/seat": ofUser("Have a group stop looking for a third", {
    refusals: ["not_found"],
  }),
};

const people: Readonly<Record<string, Operation>> = {
  "GET /api/blocks": ofUser("List whom one has blocked", {
    answer: one({ blocked: v.array(values.user) }),
  }),
  "PUT /api/blocks/:user": ofUser("Block a user", { refusals: ["not_found"] }),
  "DELETE /api/blocks/:user": ofUser("Unblock a user", { refusals: ["not_found"] }),
  "PUT /api/again/:user": ofUser("Wish to meet a user again", { refusals: ["not_found"] }),
  "DELETE /api/again/:user": ofUser("Wish that no more", { refusals: ["not_found"] }),
  "POST /api/reports": ofUser("Report a user", { refusals: ["not_found"] }),
  "GET /api/reports": ofUser("List one's own reports", {
    answer: one({ reports: v.array(values.ownReport) }),
  }),
  "DELETE /api/me/notice/:id": ofUser("Say that a notice was read", { refusals: ["not_found"] }),
  "GET /api/push": ofUser("Read the key of pushes", {
    answer: one({ publicKey: text }),
    refusals: ["not_found"],
  }),
  "PUT /api/push/subscription": ofUser("Subscribe to pushes", { refusals: ["not_found"] }),
  "DELETE /api/push/subscription": ofUser("End a subscription", { refusals: ["not_found"] }),
};

const moderation: Readonly<Record<string, Operation>> = {
  "GET /api/moderation/reports": ofModerator("List reports", {
    answer: one({ reports: v.array(values.report), more: v.boolean() }),
    refusals: ["not_found"],
  }),
  "POST /api/moderation/reports/:id/decision": ofModerator("Decide a report", {
    answer: one({ report: values.report }),
    refusals: ["not_found", "handled", "own_report"],
  }),
  "GET /api/moderation/users/:id": ofModerator("Read what was reported and decided of a user", {
    answer: values.userHistory,
    refusals: ["not_found"],
  }),
  "DELETE /api/moderation/users/:id/suspension": ofModerator("Lift a suspension", {
    refusals: ["not_found"],
  }),
  "PUT /api/moderation/users/:id/profile": ofModerator("Put a birth date or sex right", {
    answer: one({ profile: values.profile }),
    refusals: ["not_found", "too_young", ...kept],
  }),
  "GET /api/moderation/audit": ofModerator("Read the audit trail", {
    answer: one({ entries: v.array(values.auditEntry), more: v.boolean() }),
    refusals: ["not_found"],
  }),
};

const ops: Readonly<Record<string, Operation>> = {
  "GET /api/ops": ofOperator("Read how the server is, over an hour or a day", {
    answer: values.opsView,
  }),
};

const itself: Readonly<Record<string, Operation>> = {
  "GET /api/openapi.json": anybody("Read this description", { answer: v.looseObject({}) }),
  "GET /api/asyncapi.json": anybody("Read the description of the socket", {
    answer: v.looseObject({}),
  }),
};

const process: Readonly<Record<string, Operation>> = {
  "GET /healthz": anybody("Ask whether the process is alive", {
    answer: one({ status: text, version: text }),
  }),
  "GET /readyz": anybody("Ask whether the process can serve", {
    answer: v.looseObject({}),
    refusals: ["unavailable"],
  }),
};

/** By "METHOD /path", in the order in which they are described. */
export const operations: Readonly<Record<string, Operation>> = {
  ...accounts,
  ...tickets,
  ...groups,
  ...people,
  ...moderation,
  ...ops,
  ...itself,
  ...process,
};
