// The HTTP API of docs/protocol.md as typed calls. A refusal is a value with the server's stable
// code, never an exception; so is a server that cannot be reached (`unreachable`). The one place
// that learns from an answer that the session is over.

import type { Clock } from "../../protocol/clock.ts";
import type {
  Criteria,
  Day,
  Group,
  GroupId,
  Instant,
  Invite,
  Message,
  Preferences,
  Profile,
  Seat,
  SelfDescription,
  Sex,
  Ticket,
  User,
  UserId,
} from "../../protocol/domain.ts";
import type { Notice, NoticeId, Role } from "../../protocol/moderation.ts";

const answerWithinMs = 20_000;

interface FieldError {
  readonly path: string;
  /** A word for what is wrong, where a rule has one. */
  readonly fault?: string;
}

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly errors: readonly FieldError[];
  /** Of `suspended`: until when; null: for good. */
  readonly until?: Instant | null;
  /** Of `too_young`: the youngest age. */
  readonly minAge?: number;
  /** Of `proof_required`: what a proof is asked for. */
  readonly challenge?: Challenge;
}

/** No answer has come. */
export const unreachable: Problem = { status: 0, code: "unreachable", errors: [] };

/** Work that a sign-up from a crowded network has to prove: a hash with so many zero bits. */
export interface Challenge {
  readonly challenge: string;
  readonly bits: number;
}

export interface Proof {
  readonly challenge: string;
  /** A decimal number. */
  readonly nonce: string;
}

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

export interface Account {
  readonly user: User;
  readonly profile: Profile | null;
  /** Absent, as after a log-in: `ready` tells it. */
  readonly role?: Role;
  readonly notice?: Notice | null;
  readonly preferences?: Preferences;
}

/** What is absent stays as it is. */
export interface NewProfile extends Partial<SelfDescription> {
  readonly birthDate: Day;
  readonly sex: Sex;
}

export interface NewAccount {
  readonly username: string;
  readonly password: string;
  readonly profile: NewProfile;
  readonly proof?: Proof;
  /** The account is a program's, for life, and says so to everyone. */
  readonly bot?: true;
}

export interface NewReport {
  readonly group: GroupId;
  readonly user: UserId;
  /** 1 to 1,000 characters. */
  readonly reason: string;
  readonly seq?: number;
}

/** Who made an invite, and until when it can be accepted. */
export interface InviteView {
  readonly inviter: User;
  readonly expiresAt: Instant;
}

export interface Page {
  readonly messages: readonly Message[];
  readonly more: boolean;
  /** The seq above the page up to which its messages are what they are; absent: none is needed. */
  readonly asOf?: number;
}

/** What is asked for, as far as `fetch` is told it. */
export interface HttpRequest {
  readonly method: string;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The part of an answer that is read. */
export interface HttpAnswer {
  readonly ok: boolean;
  readonly status: number;
  json(): Promise<unknown>;
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

export interface ApiDeps {
  readonly clock: Clock;
  /** Asks the server; `fetch` does, where it knows the server. */
  readonly fetch: (path: string, init: HttpRequest) => Promise<HttpAnswer>;
  /** The server knows no session of this browser, whatever was asked. */
  readonly onSessionOver: () => void;
}

export type Api = ReturnType<typeof createApi>;

/** The calls of the protocol, each given up after 20 s of the clock. */
export function createApi(deps: ApiDeps) {
  const ask: Ask = async (method, path, body) => {
    const answer = await request<never>(deps, { method, path, body });
    if (!answer.ok && isSessionOver(answer.problem)) deps.onSessionOver();
    return answer;
  };
  return {
    ask,
    ...accountCalls(ask),
    ...matchingCalls(ask),
    ...relationCalls(ask),
    ...groupCalls(ask),
  };
}

/** A wrong password is the same status, and says nothing of a session. */
function isSessionOver({ status, code }: Problem): boolean {
  return status === 401 && code !== "bad_credentials";
}

export type Ask = <Value>(method: Method, path: string, body?: unknown) => Promise<Answer<Value>>;

function accountCalls(ask: Ask) {
  return {
    signUp: (account: NewAccount) => ask<Account>("POST", "/api/users", account),
    logIn: (username: string, password: string) =>
      ask<Account>("POST", "/api/session", { username, password }),
    /** The code is used up, and every other session ends. */
    recover: (username: string, code: string, password: string) =>
      ask<Account>("POST", "/api/session/recovery", { username, code, password }),
    logOut: () => ask<null>("DELETE", "/api/session"),
    me: () => ask<Account>("GET", "/api/me"),
    saveProfile: (profile: NewProfile) =>
      ask<{ profile: Profile }>("PUT", "/api/me/profile", profile),
    changePassword: (current: string, password: string) =>
      ask<null>("PUT", "/api/me/password", { current, password }),
    /** For good. */
    deleteAccount: (password: string) => ask<null>("DELETE", "/api/me", { password }),
    readNotice: (id: NoticeId) => ask<null>("DELETE", `/api/me/notice/${id}`),
    /** All that the server keeps of this user, as JSON. */
    ownData: () => ask<unknown>("GET", "/api/me/data"),
  };
}

function matchingCalls(ask: Ask) {
  const invitePath = (token: string) => `/api/invites/${encodeURIComponent(token)}`;
  return {
    placeTicket: (criteria: Criteria) =>
      ask<{ ticket: Ticket }>("PUT", "/api/ticket", { criteria }),
    ticket: () => ask<{ ticket: Ticket | null }>("GET", "/api/ticket"),
    withdrawTicket: () => ask<null>("DELETE", "/api/ticket"),
    createInvite: () => ask<{ invite: Invite }>("POST", "/api/invites", {}),
    invite: (token: string) => ask<InviteView>("GET", invitePath(token)),
    acceptInvite: (token: string) =>
      ask<{ partner: User }>("POST", `${invitePath(token)}/acceptance`),
    /** Succeeds also when there is no partner. */
    endPartnership: () => ask<null>("DELETE", "/api/partner"),
  };
}

function relationCalls(ask: Ask) {
  return {
    setRematchWish: (user: UserId, on: boolean) =>
      ask<null>(on ? "PUT" : "DELETE", `/api/again/${user}`),
    blocked: () => ask<{ blocked: readonly User[] }>("GET", "/api/blocks"),
    /** `leave`: quits every group in which the two are together. */
    block: (user: UserId, leave: boolean) => ask<null>("PUT", `/api/blocks/${user}`, { leave }),
    unblock: (user: UserId) => ask<null>("DELETE", `/api/blocks/${user}`),
    /** Tells moderators about a member, or about the message `seq` of theirs. */
    report: (about: NewReport) => ask<null>("POST", "/api/reports", about),
  };
}

function groupCalls(ask: Ask) {
  const path = (id: GroupId) => `/api/groups/${id}`;
  return {
    groups: () => ask<{ groups: readonly Group[] }>("GET", "/api/groups"),
    group: (id: GroupId) => ask<{ group: Group }>("GET", path(id)),
    quit: (id: GroupId) => ask<null>("DELETE", `${path(id)}/membership`),
    /** Looks for a third by these criteria, or by those that each member came with. */
    openSeat: (id: GroupId, criteria?: Criteria | null) =>
      ask<{ seat: Seat }>("PUT", `${path(id)}/seat`, criteria === undefined ? {} : { criteria }),
    closeSeat: (id: GroupId) => ask<null>("DELETE", `${path(id)}/seat`),
    messagesBefore: (id: GroupId, seq: number, limit: number) =>
      ask<Page>("GET", `${path(id)}/messages?before=${seq}&limit=${limit}`),
    /** The texts just below `before`, or the last ones, that hold every word, the newest first. */
    search: (id: GroupId, words: string, before: number | null, limit: number) =>
      ask<Page>(
        "GET",
        `${path(id)}/search?q=${encodeURIComponent(words)}&limit=${limit}` +
          (before === null ? "" : `&before=${before}`),
      ),
    messagesAfter: (id: GroupId, seq: number, limit: number) =>
      ask<Page>("GET", `${path(id)}/messages?after=${seq}&limit=${limit}`),
  };
}

interface Call {
  readonly method: Method;
  readonly path: string;
  readonly body: unknown;
}

async function request<Value>(
  { fetch, clock }: ApiDeps,
  { method, path, body }: Call,
): Promise<Answer<Value>> {
  const timeout = new AbortController();
  const cancelTimeout = clock.after(answerWithinMs, () => timeout.abort());
  const content = body === undefined
    ? {}
    : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  try {
    const response = await fetch(path, { method, signal: timeout.signal, ...content });
    if (!response.ok) return { ok: false, problem: await readProblem(response) };
    const value = response.status === 204 ? null : await response.json();
    return { ok: true, value: value as Value };
  } catch {
    return { ok: false, problem: unreachable };
  } finally {
    cancelTimeout();
  }
}

/** A refusal that is not the server's own, such as a proxy's, has the code `unexpected`. */
async function readProblem(response: HttpAnswer): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const fields = typeof body === "object" && body !== null ? body : {};
  const { code, errors, until, minAge, challenge, bits } = fields as Readonly<
    Record<string, unknown>
  >;
  return {
    status: response.status,
    code: typeof code === "string" ? code : "unexpected",
    errors: Array.isArray(errors) ? errors.filter(isFieldError) : [],
    ...(until === null || typeof until === "string") && { until },
    ...typeof minAge === "number" && { minAge },
    ...typeof challenge === "string" && typeof bits === "number" &&
      { challenge: { challenge, bits } },
  };
}

function isFieldError(value: Partial<FieldError> | null): value is FieldError {
  return typeof value?.path === "string" && /^(string|undefined)$/.test(typeof value.fault);
}
