// Joining: newcomers enter a group by its seat, at the end of its log, or nothing changes.

import type { Kysely, Transaction } from "kysely";
import { cameTogether } from "../../protocol/came_together.ts";
import type { JoinedMessage } from "../../protocol/domain.ts";
import { groupSize } from "../../protocol/rules.ts";
import { addNext } from "../groups/messages.ts";
import { lockUsers } from "../people/users.ts";
import type { DB } from "../schema.ts";
import type { NewJoin, SeatStore } from "../store/seats.ts";
import { enter, TicketGone, unlessRefused } from "./form.ts";
import { lockGroup } from "./seats.ts";

export function joinStore(db: Kysely<DB>) {
  return { joinGroup: (join) => joinGroup(db, join) } satisfies Partial<SeatStore>;
}

/** Throws unless one or two users join. */
async function joinGroup(
  db: Kysely<DB>,
  join: NewJoin,
): Promise<readonly JoinedMessage[] | null> {
  const users = new Set(join.newcomers.map(({ user }) => user));
  if (users.size !== join.newcomers.length || users.size < 1 || users.size >= groupSize) {
    throw new Error(`One or two users join a group, not "${join.newcomers.length}"`);
  }
  return await unlessRefused(() => db.transaction().execute((tx) => joinAll(tx, join)));
}

async function joinAll(
  tx: Transaction<DB>,
  { group, seat, seated, at, newcomers }: NewJoin,
): Promise<JoinedMessage[]> {
  await lockUsers(tx, [...seated, ...newcomers].map(({ user }) => user));
  await lockGroup(tx, group);
  const members = await tx.selectFrom("members").select(["user_id", "position", "left_at"])
    .where("group_id", "=", group).orderBy("position").execute();
  const current = members.filter(({ left_at }) => left_at === null);
  const wasMember = newcomers.some(({ user }) => members.some(({ user_id }) => user_id === user));
  if (wasMember || current.length + newcomers.length !== groupSize) throw new TicketGone();
  const closed = await tx.updateTable("tickets").set({ closed_at: at, group_id: group })
    .where("id", "=", seat).where("seat", "=", group).where("closed_at", "is", null)
    .where("slept_at", "is", null)
    .returning(["user_id", "sex", "age", "widen", "widen_sex"]).execute();
  if (closed.length !== current.length || closed.length !== seated.length) throw new TicketGone();
  for (const { user, criteria: { sex, age, widen, widenSex = false } } of seated) {
    const isSame = closed.some((row) =>
      row.user_id === user && row.sex === sex && row.age === age && row.widen === widen &&
      row.widen_sex === widenSex
    );
    if (!isSame) throw new TicketGone();
  }
  const together = cameTogether(newcomers);
  const joined: JoinedMessage[] = [];
  for (const { user, messageId } of newcomers) {
    const partner = together?.find((other) => other !== user);
    const draft = { kind: "joined", id: messageId, by: user, at } as const;
    joined.push(await addNext(tx, group, { ...draft, ...(partner && { with: partner }) }));
  }
  const position = (members.at(-1)?.position ?? -1) + 1;
  await enter(
    tx,
    newcomers.map(({ messageId: _, ...used }, number) => (
      { ...used, group, at, position: position + number, first_seq: joined[number]?.seq ?? 0 }
    )),
  );
  return joined;
}
