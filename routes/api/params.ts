// What paths name, checked: groups, other users, things with an id. A text that is no id is refused
// like the id of nothing.

import type { Context } from "hono";
import { validator } from "hono/validator";
import { isId } from "../../protocol/ids.ts";
import type { Env } from "../auth/session.ts";
import { problem } from "../http/problem.ts";
import { invalid } from "../http/validate.ts";
import { refusal } from "./matchmaker_problems.ts";

/** `:id` as a group's id. */
export const groupParam = validator(
  "param",
  ({ id }, c) => isId<"group">(id) ? { group: id } : noSuchGroup(c),
);

/** `:user` as the id of another user than the one who asks. */
export const otherUserParam = validator("param", ({ user }, c: Context<Env>) => {
  if (!isId<"user">(user)) return noSuchUser(c);
  return user === c.var.session.user ? invalid(c, "user", notOneself) : { user };
});

/** `:id` as something that only its owner, or a moderator, knows of. */
export function idParam<Name extends string>(what: string) {
  return validator(
    "param",
    ({ id }, c) => isId<Name>(id) ? { id } : problem(c, "not_found", `There is no such ${what}`),
  );
}

export const notOneself = "Expected somebody else's id, not one's own";

/** The same whether the group exists or not: a foreign id tells nothing. */
export function noSuchGroup(c: Context): Response {
  return refusal(c, { type: "refused", code: "not_member" });
}

export function noSuchUser(c: Context): Response {
  return refusal(c, { type: "refused", code: "not_found" });
}
