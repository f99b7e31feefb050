// The relations of the people on tickets, for many users at once, by one statement.

import { type Kysely, sql } from "kysely";
import type { GroupId, Instant, UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import { idArray } from "../sql/sql.ts";
import type { Seeker } from "../store/tickets.ts";

/** What the other user is to a user, or, for "seat", to a group. */
type Relation = "block" | "together" | "met" | "rematch" | "seat";

/** The others, by the id of a user or a group; of some kinds an id may occur twice. */
export type Relations = Map<string, { readonly [kind in Relation]?: readonly UserId[] }>;

export interface Asked {
  readonly users: readonly UserId[];
  /** The groups whose members of all times are asked for. */
  readonly seats: readonly GroupId[];
  /** Null: nobody counts as met. */
  readonly metSince: Instant | null;
}

/** By arrays: a join, planned while the tables were small, would go on reading them whole. */
export async function findRelations(
  db: Kysely<DB>,
  { users, seats, metSince }: Asked,
): Promise<Relations> {
  const { rows } = await sql<
    { readonly id: string; readonly kind: Relation; readonly others: UserId[] }
  >`
    with asked as materialized (select ${idArray(users)} as users, ${idArray(seats)} as seats),
    related as (
      select blocker as id, 'block' as kind, blocked as other from blocks
      where blocker = any((select users from asked)::uuid[])
      union all select blocked, 'block', blocker from blocks
      where blocked = any((select users from asked)::uuid[])
      union all select user_id, 'rematch', other_id from rematch_wishes
      where user_id = any((select users from asked)::uuid[])
      union all select group_id, 'seat', user_id from members
      where group_id = any((select seats from asked)::uuid[])
      union all select mine.user_id,
        case when mine.left_at is null and theirs.left_at is null then 'together' else 'met' end, theirs.user_id
      from members mine join members theirs on theirs.group_id = mine.group_id and theirs.user_id <> mine.user_id
      where mine.user_id = any((select users from asked)::uuid[])
        and ((mine.left_at is null and theirs.left_at is null)
          or (least(mine.left_at, theirs.left_at) > ${metSince}::timestamptz
            and least(mine.left_seq, theirs.left_seq) > greatest(mine.first_seq, theirs.first_seq)))
    )
    select id, kind, json_agg(other) as others from related group by id, kind`.execute(db);
  const relations: Relations = new Map();
  for (const { id, kind, others } of rows) {
    relations.set(id, { ...relations.get(id), [kind]: others });
  }
  return relations;
}

const none: Pick<Seeker, "apart" | "met" | "rematchWishes"> = {
  apart: [],
  met: [],
  rematchWishes: [],
};

/** A user's relations, in the order of ids; `seat`: the group whose seat the ticket is. */
export function relationsOf(relations: Relations, user: UserId, seat: GroupId | null) {
  const mine = relations.get(user);
  const everMembers = seat === null ? [] : relations.get(seat)?.seat ?? [];
  if (mine === undefined && everMembers.length === 0) return none;
  const { block = [], together = [], met = [], rematch = [] } = mine ?? {};
  return {
    apart: unique([...block, ...together, ...everMembers]),
    met: unique(met.filter((id) => !together.includes(id))),
    rematchWishes: unique(rematch),
  };
}

function unique(users: readonly UserId[]): UserId[] {
  return users.length < 2 ? [...users] : [...new Set(users)].sort();
}
