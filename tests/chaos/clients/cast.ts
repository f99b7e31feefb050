// Who takes part: the members of groups that talk, and those who search; put in the database before
// the nodes start, since sign-ups are slow on purpose.

import { addGroups, makePeople, membersOf } from "../../../bench/chat/database.ts";
import { addPeople } from "../../../bench/tickets/seed.ts";
import { migrate } from "../../../db/migrate.ts";
import { createPostgres } from "../../../db/open.ts";
import type { GroupId } from "../../../protocol/domain.ts";

export interface Cast {
  /** Three in a row are of one group. */
  readonly members: readonly { readonly group: GroupId; readonly cookie: string }[];
  /** Cookies of those who search. */
  readonly searchers: readonly string[];
}

export interface CastOptions {
  readonly groups: number;
  readonly searchers: number;
  readonly sessionKey: string;
}

export async function fillDatabase(
  databaseUrl: string,
  { groups, searchers, sessionKey }: CastOptions,
): Promise<Cast> {
  const people = makePeople(groups);
  await using db = createPostgres(databaseUrl, 0);
  await migrate(db);
  await addGroups(db, people);
  return {
    members: await membersOf(people, sessionKey),
    searchers: await addPeople(databaseUrl, searchers, sessionKey),
  };
}
