// Users as others are told of them.

import type { Selectable } from "kysely";
import type { User } from "../../protocol/domain.ts";
import type { UsersTable } from "../schema.ts";

export const userColumns = ["users.id", "username", "bot"] as const;
export type UserRow = Pick<Selectable<UsersTable>, "id" | "username" | "bot">;

/** Without a name: the account is deleted. */
export function toUser({ id, username, bot }: UserRow): User {
  return { id, username, ...(username === "" && { deleted: true }), ...(bot && { bot }) };
}
