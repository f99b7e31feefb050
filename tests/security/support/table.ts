// Who is answered what. An answer is the status, and the code of a refusal.

import { v7 } from "uuid";
import type { Scope } from "../../../protocol/api_tokens.ts";
import type { ClientFrame } from "../../../protocol/frames.ts";
import { newMessageId } from "../../support/server/people.ts";
import type { Cast, Role } from "./cast.ts";

export type Answers = Readonly<Record<Role, string>>;

export interface Row {
  /** By default the route's own path, with what is asked about in the places of its parameters. */
  readonly path?: (cast: Cast) => string;
  readonly body?: (cast: Cast) => unknown;
  readonly answers: Answers;
  /** An API token needs one of them; absent: none lets a token in. */
  readonly scopes?: readonly Scope[];
}

const unauthenticated = "401 unauthenticated";
const notFound = "404 not_found";
const outsiders = { nobody: unauthenticated, dead: unauthenticated, suspended: unauthenticated };

/** The same to all, whoever asks. */
const all = (answer: string): Answers => ({
  ...own(answer),
  nobody: answer,
  dead: answer,
  suspended: answer,
});

/** To all who have a session; `apart` says who is answered otherwise. */
function own(answer: string, apart: Partial<Answers> = {}): Answers {
  return {
    ...outsiders,
    stranger: answer,
    quitter: answer,
    moderator: answer,
    operator: answer,
    newcomer: answer,
    member: answer,
    ...apart,
  };
}

/** To the members of the group alone: nobody else may know that there is one. */
function members(answer: string): Answers {
  return { ...own(notFound), newcomer: answer, member: answer };
}

/** To moderators and operators alone; the second answer to who asks after another one did. */
function moderators(answer: string, again: string = answer): Answers {
  return own(notFound, { moderator: answer, operator: again });
}

const password = { password: "not the secret of anyone" };
const nowhere = "01890000-0000-7000-8000-000000000000";
const criteria = { sex: "any", age: null, widen: false };
const profile = { birthDate: "1996-01-01", sex: "female" };
const credentials = { username: "nobody-there", password: "not the secret of anyone" };

export const table: Readonly<Record<string, Row>> = {
  "POST /api/users": {
    body: () => ({ ...credentials, username: "a b" }),
    answers: all("400 invalid"),
  },
  "POST /api/session": { body: () => credentials, answers: all("401 bad_credentials") },
  "DELETE /api/session": { answers: own("204") },
  "GET /api/me": { scopes: ["read", "chat", "match", "profile"], answers: own("200") },
  "PUT /api/me/profile": {
    scopes: ["profile"],
    body: () => profile,
    answers: own("200"),
  },
  "PUT /api/me/preferences": {
    scopes: ["profile"],
    body: () => ({ receipts: true, typing: false, presence: true }),
    answers: own("200"),
  },
  "PUT /api/me/password": {
    body: () => ({ current: "not the secret", password: "a wholly new secret" }),
    answers: own("401 bad_credentials"),
  },
  "GET /api/me/sessions": { answers: own("200") },
  "DELETE /api/me/sessions/:id": {
    path: () => `/api/me/sessions/${nowhere}`,
    answers: own(notFound),
  },
  "GET /api/me/recovery": { answers: own("200") },
  "POST /api/me/recovery": { body: () => password, answers: own("401 bad_credentials") },
  "POST /api/session/recovery": {
    body: () => ({ ...credentials, code: "0000", password: "a wholly new secret" }),
    answers: all("401 bad_credentials"),
  },
  "POST /api/me/tokens": {
    body: () => ({ name: "for the table", scopes: ["read"], days: 1 }),
    answers: own("201"),
  },
  "GET /api/me/tokens": { answers: own("200") },
  "DELETE /api/me/tokens/:id": { path: () => `/api/me/tokens/${nowhere}`, answers: own(notFound) },
  "DELETE /api/me": { body: () => password, answers: own("401 bad_credentials") },
  "GET /api/me/passkeys": { answers: own("200") },
  "POST /api/me/passkeys/options": { body: () => password, answers: own("401 bad_credentials") },
  "POST /api/me/passkeys": { body: () => ({ response: {} }), answers: own("400 invalid") },
  "DELETE /api/me/passkeys/:id": {
    path: () => "/api/me/passkeys/none",
    answers: own(notFound),
  },
  "POST /api/session/passkey/options": { body: () => ({}), answers: all("200") },
  "POST /api/session/passkey": { body: () => ({ response: {} }), answers: all("400 invalid") },
  "GET /api/me/data": { answers: own("200") },
  "PUT /api/ticket": { scopes: ["match"], body: () => ({ criteria }), answers: own("200") },
  "GET /api/ticket": { scopes: ["read", "match"], answers: own("200") },
  "DELETE /api/ticket": { scopes: ["match"], answers: own("204") },
  "GET /api/wishes": { scopes: ["read", "match"], answers: own("200") },
  "GET /api/groups": { scopes: ["read"], answers: own("200") },
  "GET /api/groups/:id": { scopes: ["read"], answers: members("200") },
  "GET /api/groups/:id/messages": { scopes: ["read"], answers: members("200") },
  "GET /api/groups/:id/search": {
    scopes: ["read"],
    path: ({ group }) => `/api/groups/${group}/search?q=the`,
    answers: members("200"),
  },
  "DELETE /api/groups/:id/membership": { scopes: ["match"], answers: members("204") },
  "PUT /api/groups/:id/seat": {
    scopes: ["match"],
    body: () => ({}),
    answers: members("409 group_full"),
  },
  "DELETE /api/groups/:id/seat": { scopes: ["match"], answers: members("204") },
  "POST /api/invites": { scopes: ["match"], body: () => ({}), answers: own("201") },
  "GET /api/invites/:token": { scopes: ["read", "match"], answers: own("200") },
  "POST /api/invites/:token/acceptance": {
    scopes: ["match"],
    body: () => ({}),
    // With one whom they are together with nobody makes a pair, and the first who may uses it up.
    answers: own("410 invite_over", { stranger: "200" }),
  },
  "GET /api/partner": { scopes: ["read", "match"], answers: own("200") },
  "DELETE /api/partner": { scopes: ["match"], answers: own("204") },
  "GET /api/blocks": { scopes: ["read", "match"], answers: own("200") },
  "PUT /api/blocks/:user": { scopes: ["match"], answers: own("204") },
  "DELETE /api/blocks/:user": { scopes: ["match"], answers: own("204") },
  "PUT /api/again/:user": {
    scopes: ["match"],
    // Of those who were together: the one who quit has to be in the group to wish it.
    answers: own(notFound, { newcomer: "204", member: "204" }),
  },
  "DELETE /api/again/:user": {
    scopes: ["match"],
    answers: own(notFound, { quitter: "204", newcomer: "204", member: "204" }),
  },
  "POST /api/reports": {
    scopes: ["chat"],
    body: ({ group, other }) => ({ group, user: other.user.id, reason: "for the table" }),
    answers: own(notFound, { quitter: "204", newcomer: "204", member: "204" }),
  },
  "GET /api/reports": { scopes: ["read"], answers: own("200") },
  "DELETE /api/me/notice/:id": { path: () => `/api/me/notice/${v7()}`, answers: own(notFound) },
  "GET /api/push": { scopes: ["read"], answers: own("200") },
  "PUT /api/push/subscription": {
    body: () => ({ endpoint: "https://elsewhere.example/", keys: { p256dh: "", auth: "" } }),
    answers: own("400 invalid"),
  },
  "DELETE /api/push/subscription": {
    body: () => ({ endpoint: "https://elsewhere.example/" }),
    answers: own("204"),
  },
  "GET /api/moderation/reports": { answers: moderators("200") },
  "POST /api/moderation/reports/:id/decision": {
    path: ({ report }) => `/api/moderation/reports/${report}/decision`,
    body: () => ({ action: "dismiss", note: "for the table" }),
    answers: moderators("200", "409 handled"),
  },
  "GET /api/moderation/users/:id": {
    path: ({ other }) => `/api/moderation/users/${other.user.id}`,
    answers: moderators("200"),
  },
  "DELETE /api/moderation/users/:id/suspension": {
    path: ({ suspendedUser }) => `/api/moderation/users/${suspendedUser}/suspension`,
    body: () => ({ note: "for the table" }),
    answers: moderators("204", notFound),
  },
  "PUT /api/moderation/users/:id/profile": {
    path: ({ other }) => `/api/moderation/users/${other.user.id}/profile`,
    body: () => profile,
    answers: moderators("200"),
  },
  "GET /api/moderation/audit": { answers: moderators("200") },
  "GET /api/ops": { answers: own(notFound, { operator: "200" }) },
  "GET /api/openapi.json": { answers: all("200") },
  "GET /api/asyncapi.json": { answers: all("200") },
};

const noSocket = { nobody: "401", dead: "401", suspended: "401" };
/** To members the first answer, to all others with a socket the second. */
const inGroup = (answer: string, others = "not_member"): Answers => ({
  ...own(others),
  ...noSocket,
  newcomer: answer,
  member: answer,
});

export interface FrameRow {
  readonly frame: (cast: Cast) => ClientFrame;
  readonly answers: Answers;
  /** What an API token needs. */
  readonly scope: Scope;
}

const of = ({ group }: Cast) => ({ group, id: newMessageId() });
/** Of the text that was said before the newcomer came, and of the one after. */
const [early, late] = [2, 5];

/** "ok": no error came. */
export const frames: Readonly<Record<string, FrameRow>> = {
  hello: {
    scope: "read",
    frame: () => ({ type: "hello" }),
    answers: inGroup("invalid", "invalid"),
  },
  ping: { scope: "read", frame: () => ({ type: "ping" }), answers: inGroup("ok", "ok") },
  send: {
    scope: "chat",
    frame: (cast) => ({ type: "send", ...of(cast), text: "for the table" }),
    answers: inGroup("ok"),
  },
  "send an answer to what came before": {
    scope: "chat",
    frame: (cast) => ({ type: "send", ...of(cast), text: "for the table", reply: early }),
    answers: { ...inGroup("no_such_message"), member: "ok" },
  },
  "send an answer": {
    scope: "chat",
    frame: (cast) => ({ type: "send", ...of(cast), text: "for the table", reply: late }),
    answers: inGroup("ok"),
  },
  "edit of another one's": {
    scope: "chat",
    frame: (cast) => ({ type: "edit", ...of(cast), seq: late, text: "changed" }),
    answers: { ...inGroup("not_yours"), member: "ok" },
  },
  "edit of before": {
    scope: "chat",
    frame: (cast) => ({ type: "edit", ...of(cast), seq: early, text: "changed" }),
    answers: { ...inGroup("no_such_message"), member: "ok" },
  },
  "react to what came before": {
    scope: "chat",
    frame: (cast) => ({ type: "react", ...of(cast), seq: early, emoji: "👍", on: true }),
    answers: { ...inGroup("no_such_message"), member: "ok" },
  },
  react: {
    scope: "chat",
    frame: (cast) => ({ type: "react", ...of(cast), seq: late, emoji: "👍", on: true }),
    answers: inGroup("ok"),
  },
  "erase another one's": {
    scope: "chat",
    frame: (cast) => ({ type: "erase", ...of(cast), seq: late }),
    answers: { ...inGroup("not_yours"), member: "ok" },
  },
  read: {
    scope: "chat",
    frame: ({ group }) => ({ type: "read", group, seq: late }),
    answers: inGroup("ok"),
  },
  typing: {
    scope: "chat",
    frame: ({ group }) => ({ type: "typing", group }),
    answers: inGroup("ok"),
  },
  quit: { scope: "match", frame: ({ group }) => ({ type: "quit", group }), answers: inGroup("ok") },
};
