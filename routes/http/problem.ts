// Refusals of HTTP requests: RFC 9457 problem details with a stable `code`. By hand: Hono's
// HTTPException carries a status and a message, neither a code nor a list of errors.

import type { Context } from "hono";

export interface FieldError {
  /** Where in the body, names joined by dots; empty for the body itself. */
  readonly path: string;
  readonly message: string;
  /** A stable word for what is wrong, where a rule of the protocol has one. */
  readonly fault?: string;
}

const problems = {
  invalid: [400, "The request does not fit what is expected"],
  unauthenticated: [401, "Log in first"],
  bad_credentials: [401, "Wrong username or password"],
  cross_origin: [403, "Requests from other sites are refused"],
  insufficient_scope: [403, "The API token is not for this"],
  suspended: [403, "The account is suspended"],
  proof_required: [403, "A proof of work is required"],
  too_young: [403, "Too young to sign up"],
  not_found: [404, "Not found"],
  too_slow: [408, "The body did not come in time"],
  username_taken: [409, "The username is taken"],
  waiting: [409, "Not possible while a ticket is open"],
  profile_required: [409, "Fill in the profile first"],
  handled: [409, "The report is handled already"],
  own_report: [409, "The report is about oneself"],
  sex_undisclosed: [409, "Only those who disclosed their sex can ask for the same"],
  no_third: [409, "Nobody could be the third"],
  birth_date_set: [409, "The birth date is set"],
  sex_set: [409, "The sex was changed not long ago"],
  age_wall: [409, "An age wall would lie between people who are together"],
  too_many_passkeys: [409, "There are too many passkeys"],
  too_many_tokens: [409, "There are too many API tokens"],
  group_full: [409, "The group is full"],
  own_invite: [409, "The invite is one's own"],
  bot_alone: [409, "Bots have no partners"],
  has_partner: [409, "One of the two has a partner already"],
  invite_over: [410, "The invite was used, or is too old"],
  too_large: [413, "The body is too large"],
  upgrade_required: [426, "This address speaks WebSocket"],
  slow_down: [429, "Too many attempts"],
  internal: [500, "Something went wrong here"],
  busy: [503, "Too much to do at once"],
  unavailable: [503, "Not available now"],
} as const;

export type ProblemCode = keyof typeof problems;

/** The status of each code. */
export function statusOf(code: ProblemCode): number {
  return problems[code][0];
}

/** Of 500 `internal`: what went wrong is for the operator alone. */
export const internalDetail = "A fault of the server, which was reported to its operator";

export interface ProblemExtras {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the problem. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Refuses a request. `detail` is for people, `code` for programs. */
export function problem(
  c: Context,
  code: ProblemCode,
  detail: string,
  extras: ProblemExtras = {},
): Response {
  const [status, title] = problems[code];
  const { errors, headers, members } = extras;
  const body = {
    type: `urn:trio:problem:${code}`,
    title,
    status,
    detail,
    code,
    ...(errors && { errors }),
    ...members,
  };
  return c.body(JSON.stringify(body), status, {
    ...(status === 503 && { "retry-after": "1" }),
    ...headers,
    "content-type": "application/problem+json",
  });
}
