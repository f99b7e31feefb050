// Messages as rows, and the pages of a log that a member may read. Every statement that adds
// messages is here.

import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { GroupId, Message, UserId } from "../../protocol/domain.ts";
import { withoutUnseen } from "../../protocol/log.ts";
import { reactionForm } from "../../protocol/rules.ts";
import type { DB, MessagesTable } from "../schema.ts";
import { instantArray, int8Array, jsonbArray, textArray, uuidArray } from "../sql/binary_arrays.ts";
import type { LogStore, NewMessage, Page, Range, StoredMessage } from "../store/logs.ts";

export function messageStore(db: Kysely<DB>) {
  return {
    messages: (user, group, range) => findMessages(db, { user, group, range }),
  } satisfies Partial<LogStore>;
}

export type MessageRow = Pick<MessagesTable, "seq" | "kind" | "id" | "by" | "at"> & {
  readonly content: Readonly<Record<string, unknown>>;
};

/** What a kind adds to a message, as it is stored: the text of an edit is with its target alone. */
function contentOf(message: Message): Readonly<Record<string, unknown>> {
  if (message.kind === "edited") return { target: message.target };
  // Nearly all messages are texts, and the rest pattern below is slow.
  if (message.kind === "text") {
    const { text, editedAt, erased, reply } = message;
    return reply === null ? { text, editedAt, erased } : { text, editedAt, erased, reply };
  }
  const { seq: _seq, kind: _kind, id: _id, by: _by, at: _at, ...content } = message;
  return content;
}

/** What a kind adds, with the text of an edit as it is now, and what made it so later. */
export const contentNow = sql<Readonly<Record<string, unknown>>>`
  case when messages.kind = 'edited' then messages.content || (
    select jsonb_build_object('text', target.content->'text') ||
      case when (target.content->>'asOf')::bigint > messages.seq
        then jsonb_build_object('asOf', target.content->'asOf') else '{}' end
    from messages target
    where target.group_id = messages.group_id and target.seq = (messages.content->>'target')::bigint
  ) else messages.content end`;

export function toMessage({ seq, kind, id, by, at, content }: MessageRow): StoredMessage {
  // A text that answers none, as nearly all do, is stored without the field.
  if (kind === "text") return { reply: null, ...content, seq, kind, id, by, at } as StoredMessage;
  const message = { ...content, seq, kind, id, by, at } as StoredMessage;
  if (message.kind !== "reacted") return message;
  // Rows of earlier versions hold an emoji in whatever form it came.
  return { ...message, emoji: reactionForm(message.emoji) ?? message.emoji };
}

/** False: the seq is taken, or the author gave the id to another message of the group. */
export async function addMessage(
  tx: Transaction<DB>,
  { group, message }: NewMessage,
): Promise<boolean> {
  const { seq, kind, id, by, at } = message;
  const row = await tx.insertInto("messages")
    .values({ group_id: group, seq, kind, id, by, at, content: JSON.stringify(contentOf(message)) })
    .onConflict((conflict) => conflict.doNothing()).returning("seq").executeTakeFirst();
  return row !== undefined;
}

/** How often a text that is written meanwhile may take the seq of another message. */
const triesMost = 20;

/**
 * Adds a message at the next seq of the log, whose group is locked. An append of the same seq that
 * is under way is waited for.
 */
export async function addNext<Draft extends Omit<Message, "seq">>(
  tx: Transaction<DB>,
  group: GroupId,
  draft: Draft,
): Promise<Draft & { readonly seq: number }> {
  for (let tries = 0; tries < triesMost; tries++) {
    const { head } = await tx.selectFrom("messages").select(({ fn }) => fn.max("seq").as("head"))
      .where("group_id", "=", group).executeTakeFirstOrThrow();
    const message = { ...draft, seq: (head ?? 0) + 1 };
    if (await addMessage(tx, { group, message: message as unknown as Message })) return message;
  }
  throw new Error(`The log of the group "${group}" had its next seq taken "${triesMost}" times`);
}

/** The same statement checks that the user is a member now. */
async function findMessages(
  db: Kysely<DB>,
  { user, group, range }: { readonly user: UserId; readonly group: GroupId; readonly range: Range },
): Promise<Page | null> {
  const rows = await db.selectFrom("members").leftJoinLateral(
    (eb) =>
      eb.selectFrom("messages").select(["seq", "kind", "id", "by", "at", contentNow.as("content")])
        .whereRef("messages.group_id", "=", "members.group_id")
        .whereRef("seq", ">=", "members.first_seq")
        .$if("after" in range, (run) => run.where("seq", ">", "after" in range ? range.after : 0))
        .$if(
          "before" in range && range.before !== null,
          (run) => run.where("seq", "<", "before" in range ? range.before ?? 0 : 0),
        )
        .orderBy("seq", "after" in range ? "asc" : "desc").limit(range.limit + 1).as("run"),
    (join) => join.onTrue(),
  ).select(["seq", "kind", "run.id", "by", "run.at", "content", "first_seq"])
    .where("members.group_id", "=", group).where("members.user_id", "=", user)
    .where("left_at", "is", null).execute();
  if (rows.length === 0) return null;
  const firstSeq = rows[0]?.first_seq ?? 1;
  const run = rows.slice(0, range.limit).filter(isMessageRow).map(toMessage)
    .map((message) => withoutUnseen(message, firstSeq));
  return { messages: "after" in range ? run : run.reverse(), more: rows.length > range.limit };
}

export function isMessageRow<Row extends { [Name in keyof MessageRow]: MessageRow[Name] | null }>(
  row: Row,
): row is Row & MessageRow {
  return row.seq !== null;
}

/** The messages to which the same authors gave the same ids before, as they are now. */
export async function findRepeated(
  db: Kysely<DB>,
  asked: readonly NewMessage[],
): Promise<NewMessage[]> {
  const keys = asked.map(({ group, message }) => ({ group, by: message.by, id: message.id }));
  const { rows } = await sql<MessageRow & { readonly group_id: GroupId }>`
    select distinct messages.group_id, seq, kind, messages.id, messages.by, at, ${contentNow} as content
    from jsonb_to_recordset(${
    JSON.stringify(keys)
  }::text::jsonb) as k("group" uuid, by uuid, id uuid)
    join messages on messages.group_id = k."group" and messages.by = k.by and messages.id = k.id`
    .execute(db);
  return rows.map((row) => ({ group: row.group_id, message: toMessage(row) }));
}

/** A statement that adds messages in this order, or fails. Its rows are named r. */
export function insertMessages(added: readonly NewMessage[]): RawBuilder<unknown> {
  const messages = added.map(({ message }) => message);
  return sql`
    insert into messages (group_id, seq, kind, id, by, at, content)
    select group_id, seq, kind, id, by, at, content from (
      select unnest(${uuidArray(added.map(({ group }) => group))}::uuid[]) as group_id,
        unnest(${int8Array(messages.map(({ seq }) => seq))}::bigint[]) as seq,
        unnest(${textArray(messages.map(({ kind }) => kind))}::text[]) as kind,
        unnest(${uuidArray(messages.map(({ id }) => id))}::uuid[]) as id,
        unnest(${uuidArray(messages.map(({ by }) => by))}::uuid[]) as by,
        unnest(${instantArray(messages.map(({ at }) => at))}::timestamptz[]) as at,
        unnest(${
    jsonbArray(messages.map((message) => JSON.stringify(contentOf(message))))
  }::jsonb[]) as content
    ) as r`;
}

/**
 * Adds messages in this order by one statement, all or none. False: none, since a seq or an id is
 * taken, or there is no such group. To learn which would cost as much as adding them: see
 * `addMessages`.
 */
export async function addAllMessages(
  db: Kysely<DB>,
  added: readonly NewMessage[],
): Promise<boolean> {
  const groups = [...new Set(added.map(({ group }) => group))];
  try {
    const { numAffectedRows } = await sql`
      ${insertMessages(added)} where (
        select count(*) from unnest(${
      uuidArray(groups)
    }::uuid[]) as asked(id) join groups on groups.id = asked.id
      ) = ${groups.length}::int`.execute(db);
    return numAffectedRows === BigInt(added.length);
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
}

type Added = Pick<MessagesTable, "group_id" | "seq" | "id" | "by">;

/**
 * Adds messages in this order by one statement, and answers which were added: not those whose seq
 * or id is taken, nor those of a group that does not exist. Null: all of them, which is nearly
 * always so; to return each row costs more than to add it. A foreign key would refuse unknown
 * groups, too, but locks the group's row for each message, which takes a third of the speed.
 */
export async function addMessages(
  db: Kysely<DB>,
  added: readonly NewMessage[],
): Promise<Added[] | null> {
  const { rows } = await sql<{ readonly only: Added[] | null }>`
    with added as (
      ${insertMessages(added)} where (select true from groups g where g.id = r.group_id)
      on conflict do nothing returning group_id, seq, id, by
    )
    select case when (select count(*) from added) < ${added.length}::int
      then (select coalesce(jsonb_agg(added), '[]') from added) end as only`.execute(db);
  return rows[0]?.only ?? null;
}

/** Whether a unique constraint was violated. */
function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "23505";
}
