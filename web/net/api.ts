// The HTTP of docs/protocol.md as typed calls. A refusal is a value with the server's stable code,
// never an exception; so is a server that cannot be reached (`unreachable`).

import type { Clock } from "../../protocol/clock.ts";
import type {
  Criteria,
  Day,
  Group,
  GroupId,
  Instant,
  Invite,
  Message,
  Profile,
  Seat,
  Sex,
  Ticket,
  User,
  UserId,
} from "../../protocol/domain.ts";

const answerWithinMs = 20_000;

interface FieldError {
  readonly path: string;
}

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly errors: readonly FieldError[];
}

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

export interface Account {
  readonly user: User;
  readonly profile: Profile | null;
}

export interface NewProfile {
  readonly birthDate: Day;
  readonly sex: Sex;
}

/** Who made an invite, and until when it can be accepted. */
export interface InviteView {
  readonly inviter: User;
  readonly expiresAt: Instant;
}

export interface Page {
  readonly messages: readonly Message[];
  readonly more: boolean;
}

type Method = "GET" | "POST" | "PUT" | "DELETE";
type Fetch = (path: string, init: RequestInit) => Promise<Response>;

export type Api = ReturnType<typeof createApi>;

/**
 * The calls of the protocol, through the given `fetch`, which is given up after 20 s of the clock.
 */
export function createApi(fetch: Fetch, clock: Clock) {
  const ask: Ask = (method, path, body) =>
    request((init) => fetch(path, init), clock, method, body);
  return { ...accountCalls(ask), ...matchingCalls(ask), ...groupCalls(ask) };
}

type Ask = <Value>(method: Method, path: string, body?: unknown) => Promise<Answer<Value>>;

function accountCalls(ask: Ask) {
  return {
    signUp: (username: string, password: string, profile: NewProfile) =>
      ask<Account>("POST", "/api/users", { username, password, profile }),
    logIn: (username: string, password: string) =>
      ask<Account>("POST", "/api/session", { username, password }),
    logOut: () => ask<null>("DELETE", "/api/session"),
    me: () => ask<Account>("GET", "/api/me"),
    saveProfile: (profile: NewProfile) =>
      ask<{ profile: Profile }>("PUT", "/api/me/profile", profile),
    blocked: () => ask<{ blocked: readonly User[] }>("GET", "/api/blocks"),
    block: (user: UserId) => ask<null>("PUT", `/api/blocks/${user}`),
    unblock: (user: UserId) => ask<null>("DELETE", `/api/blocks/${user}`),
    report: (group: GroupId, user: UserId, reason: string) =>
      ask<null>("POST", "/api/reports", { group, user, reason }),
    myData: () => ask<unknown>("GET", "/api/me/data"),
  };
}

function matchingCalls(ask: Ask) {
  return {
    placeTicket: (criteria: Criteria) =>
      ask<{ ticket: Ticket }>("PUT", "/api/ticket", { criteria }),
    ticket: () => ask<{ ticket: Ticket | null }>("GET", "/api/ticket"),
    withdrawTicket: () => ask<null>("DELETE", "/api/ticket"),
    createInvite: () => ask<{ invite: Invite }>("POST", "/api/invites", {}),
    lookAtInvite: (token: string) =>
      ask<InviteView>("GET", `/api/invites/${encodeURIComponent(token)}`),
    acceptInvite: (token: string) =>
      ask<{ partner: User }>("POST", `/api/invites/${encodeURIComponent(token)}/acceptance`),
    endPartnership: () => ask<null>("DELETE", "/api/partner"),
    setRematchWish: (user: UserId, on: boolean) =>
      ask<null>(on ? "PUT" : "DELETE", `/api/again/${user}`),
  };
}

function groupCalls(ask: Ask) {
  return {
    group: (id: GroupId) => ask<{ group: Group }>("GET", `/api/groups/${id}`),
    quit: (id: GroupId) => ask<null>("DELETE", `/api/groups/${id}/membership`),
    openSeat: (id: GroupId, criteria?: Criteria | null) =>
      ask<{ seat: Seat }>(
        "PUT",
        `/api/groups/${id}/seat`,
        criteria === undefined ? {} : { criteria },
      ),
    closeSeat: (id: GroupId) => ask<null>("DELETE", `/api/groups/${id}/seat`),
    messagesBefore: (id: GroupId, seq: number, limit: number) =>
      ask<Page>("GET", `/api/groups/${id}/messages?before=${seq}&limit=${limit}`),
    messagesAfter: (id: GroupId, seq: number, limit: number) =>
      ask<Page>("GET", `/api/groups/${id}/messages?after=${seq}&limit=${limit}`),
  };
}

async function request<Value>(
  fetch: (init: RequestInit) => Promise<Response>,
  clock: Clock,
  method: Method,
  body: unknown,
): Promise<Answer<Value>> {
  const stopping = new AbortController();
  const settle = clock.after(answerWithinMs, () => stopping.abort());
  try {
    const response = await fetch({
      method,
      signal: stopping.signal,
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    if (!response.ok) return { ok: false, problem: await readProblem(response) };
    const value = response.status === 204 ? null : await response.json();
    return { ok: true, value: value as Value };
  } catch {
    return { ok: false, problem: { status: 0, code: "unreachable", errors: [] } };
  } finally {
    settle();
  }
}

/**
 * What a refusal says; one that is not the server's own, such as a proxy's, has the code
 * `unexpected`.
 */
async function readProblem(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const { code, errors } = (typeof body === "object" && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  return {
    status: response.status,
    code: typeof code === "string" ? code : "unexpected",
    errors: Array.isArray(errors) ? errors.filter(isFieldError) : [],
  };
}

function isFieldError(value: Partial<FieldError> | null): value is FieldError {
  return typeof value?.path === "string";
}
