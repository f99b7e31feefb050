// The relations of the people on tickets, for many users at once, by one statement.

import { type Kysely, sql } from "kysely";
import type { GroupId, Instant, UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import { idArray, toInstant } from "../sql/sql.ts";
import type { Seeker } from "../store/tickets.ts";

/** What the other user is to a user, or, for "seat", to a group. */
type Relation = "apart" | "together" | "met" | "rematch" | "seat";

/** Devices, and the times until which a user is not matched: at all, or as one of two. */
type Property = "device" | "barred" | "rest";

/** The others, by the id of a user or a group; of some kinds an id may occur twice. */
export type Relations = Map<
  string,
  & { readonly [kind in Relation]?: readonly UserId[] }
  & { readonly [kind in Property]?: readonly string[] }
>;

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
    { readonly id: string; readonly kind: Relation | Property; readonly others: UserId[] }
  >`
    with asked as materialized (select ${idArray(users)} as users, ${idArray(seats)} as seats),
    related as (
      select one as id, 'apart' as kind, other from kept_apart
      where one = any((select users from asked)::uuid[])
      union all select other, 'apart', one from kept_apart
      where other = any((select users from asked)::uuid[])
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
    select id, kind, json_agg(other) as others from related group by id, kind
    ${properties}`.execute(db);
  const relations: Relations = new Map();
  for (const { id, kind, others } of rows) {
    const known = relations.get(id);
    relations.set(id, { ...known, [kind]: [...known?.[kind] ?? [], ...others] });
  }
  return relations;
}

/** More of `findRelations`: what users have by themselves, and where they have logged in. */
const properties = sql.raw(`
    union all select user_id, 'device', json_agg(device) from user_devices
    where user_id = any((select users from asked)::uuid[]) group by user_id
    union all select d.user_id, 'barred', json_agg(until)
    from user_devices d join barred_devices x on x.device = d.device
    where d.user_id = any((select users from asked)::uuid[]) group by d.user_id
    union all select user_id, 'rest', json_agg(until) from pair_rests
    where user_id = any((select users from asked)::uuid[]) group by user_id
    union all select mine.user_id, 'rest', json_agg(until)
    from user_devices mine
    join user_devices theirs on theirs.device = mine.device and theirs.user_id <> mine.user_id
    join pair_rests r on r.user_id = theirs.user_id
    where mine.user_id = any((select users from asked)::uuid[]) group by mine.user_id`);

const none: Pick<Seeker, "apart" | "met" | "rematchWishes" | "devices"> = {
  apart: [],
  met: [],
  rematchWishes: [],
  devices: [],
};

/** A user's relations, in the order of ids; `seat`: the group whose seat the ticket is. */
export function relationsOf(relations: Relations, user: UserId, seat: GroupId | null) {
  const mine = relations.get(user);
  const everMembers = seat === null ? [] : relations.get(seat)?.seat ?? [];
  if (mine === undefined && everMembers.length === 0) return none;
  const { apart = [], together = [], met = [], rematch = [], device = [] } = mine ?? {};
  return {
    apart: unique([...apart, ...together, ...everMembers]),
    met: unique(met.filter((id) => !together.includes(id))),
    rematchWishes: unique(rematch),
    devices: unique(device),
  };
}

/** Until when the ticket of these users is not matched; null: it may be matched at once. */
export function restsUntil(relations: Relations, users: readonly UserId[], isPair: boolean) {
  const times = users.flatMap((user) => {
    const { barred = [], rest = [] } = relations.get(user) ?? {};
    return isPair ? [...barred, ...rest] : barred;
  });
  return times.map(toInstant).sort().at(-1) ?? null;
}

function unique<Id extends string>(ids: readonly Id[]): Id[] {
  return ids.length < 2 ? [...ids] : [...new Set(ids)].sort();
}
