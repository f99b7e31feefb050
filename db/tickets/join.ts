// People come into a group that looked for them, at the end of its log, or nothing changes.

import { groupSize } from "../../protocol/rules.ts";
import type { Kysely, Transaction } from "kysely";
import type { GroupId, JoinedMessage, UserId } from "../../protocol/domain.ts";
import { enter, TicketGone, unlessRefused } from "./form.ts";
import { addMessage } from "../groups/messages.ts";
import type { DB } from "../schema.ts";
import { lockGroup } from "./seats.ts";
import type { NewJoin } from "../store/seats.ts";
import { lockUsers } from "../people/users.ts";

/** What members say meanwhile may take the place of a "joined" so many times. */
const triesMost = 20;

type Newcomer = NewJoin["newcomers"][number];

/** See TicketStore.joinGroup. Throws unless one or two users come in. */
export async function joinGroup(
  db: Kysely<DB>,
  join: NewJoin,
): Promise<readonly JoinedMessage[] | null> {
  const users = new Set(join.newcomers.map(({ user }) => user));
  if (users.size !== join.newcomers.length || users.size < 1 || users.size >= groupSize) {
    throw new Error(`One or two users come into a group, not "${join.newcomers.length}"`);
  }
  return await unlessRefused(() => db.transaction().execute((tx) => joinAll(tx, join)));
}

async function joinAll(
  tx: Transaction<DB>,
  { group, seat, at, newcomers }: NewJoin,
): Promise<JoinedMessage[]> {
  const looking = await tx.selectFrom("tickets").select("user_id")
    .where("id", "=", seat).where("seat", "=", group).where("closed_at", "is", null).execute();
  const here = looking.map(({ user_id }) => user_id);
  await lockUsers(tx, [...here, ...newcomers.map(({ user }) => user)]);
  await lockGroup(tx, group);
  const members = await tx.selectFrom("members").select(["user_id", "position", "left_at"])
    .where("group_id", "=", group).orderBy("position").execute();
  const current = members.filter(({ left_at }) => left_at === null);
  const wasHere = newcomers.some(({ user }) => members.some(({ user_id }) => user_id === user));
  if (wasHere || current.length + newcomers.length !== groupSize) throw new TicketGone();
  const closed = await tx.updateTable("tickets").set({ closed_at: at, group_id: group })
    .where("id", "=", seat).where("seat", "=", group).where("closed_at", "is", null)
    .returning("user_id").execute();
  if (closed.length !== current.length) throw new TicketGone();
  const joined: JoinedMessage[] = [];
  for (const newcomer of newcomers) joined.push(await say(tx, group, { ...newcomer, at }));
  const position = (members.at(-1)?.position ?? -1) + 1;
  await enter(
    tx,
    newcomers.map(({ id, user }, number) => (
      { id, user, group, at, position: position + number, first_seq: joined[number]?.seq ?? 0 }
    )),
  );
  return joined;
}

/** Takes the next place of the log. Whoever takes it at the same time is waited for. */
async function say(
  tx: Transaction<DB>,
  group: GroupId,
  { user, messageId, at }: Newcomer & { readonly at: string },
): Promise<JoinedMessage> {
  for (let tries = 0; tries < triesMost; tries++) {
    const { head } = await tx.selectFrom("messages").select(({ fn }) => fn.max("seq").as("head"))
      .where("group_id", "=", group).executeTakeFirstOrThrow();
    const message = {
      seq: (head ?? 0) + 1,
      kind: "joined" as const,
      id: messageId,
      by: user as UserId,
      at,
    };
    if (await addMessage(tx, { group, message })) return message;
  }
  throw new Error(`The log of the group "${group}" had its next place taken "${triesMost}" times`);
}
