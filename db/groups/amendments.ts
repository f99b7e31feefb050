// Amendments: messages about an earlier text, which is changed in the same transaction. A text is
// in one row alone, so that erasing it there erases it everywhere.

import { type Kysely, sql, type Transaction } from "kysely";
import type { Amendment, GroupId, Message } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import type {
  AmendOutcome,
  AmendRefusal,
  AppendOutcome,
  LogStore,
  NewMessage,
} from "../store/logs.ts";
import { addMessage, findRepeated } from "./messages.ts";

export function amendmentStore(db: Kysely<DB>) {
  return { amend: (message) => amend(db, message) } satisfies Partial<LogStore>;
}

async function amend(db: Kysely<DB>, added: NewMessage): Promise<AmendOutcome> {
  const { group, message } = added;
  if (!isAmendment(message)) {
    throw new Error(`A message of kind "${message.kind}" is about no other`);
  }
  try {
    return await db.transaction().execute(async (tx): Promise<AmendOutcome> => {
      if (!await addMessage(tx, added)) return await whyNotAdded(tx, added);
      await apply(tx, group, message);
      return { type: "stored" };
    });
  } catch (error) {
    if (error instanceof Undone) return error.outcome;
    throw error;
  }
}

/** Rolls the transaction back, which has added the message already. */
class Undone extends Error {
  readonly outcome: AmendOutcome;

  constructor(outcome: AmendOutcome) {
    super(outcome.type);
    this.outcome = outcome;
  }
}

function refused(code: AmendRefusal): Undone {
  return new Undone({ type: "refused", code });
}

function isAmendment(message: Message): message is Amendment {
  return message.kind === "edited" || message.kind === "erased" || message.kind === "reacted";
}

async function whyNotAdded(tx: Transaction<DB>, added: NewMessage): Promise<AppendOutcome> {
  const [found] = await findRepeated(tx, [added]);
  return found ? { type: "repeated", message: found.message } : { type: "conflict" };
}

async function apply(tx: Transaction<DB>, group: GroupId, message: Amendment): Promise<void> {
  const target = await lockTarget(tx, group, message);
  if (target === undefined && !await isGroup(tx, group)) throw new Undone({ type: "conflict" });
  if (target === undefined || target.erased) throw refused("no_such_message");
  if (message.kind === "reacted") return;
  if (target.by !== message.by) throw refused("not_yours");
  const asOf = message.seq;
  const changed = message.kind === "edited"
    ? { text: message.text, editedAt: message.at, asOf }
    : { text: "", erased: true, asOf };
  await tx.updateTable("messages")
    .set({ content: sql`content || ${JSON.stringify(changed)}::text::jsonb` })
    .where("group_id", "=", group).where("seq", "=", message.target).execute();
}

/** The text, unless it is from before the author's first message. */
async function lockTarget(tx: Transaction<DB>, group: GroupId, { by, target }: Amendment) {
  return await tx.selectFrom("messages").innerJoin(
    "members",
    (join) =>
      join.onRef("members.group_id", "=", "messages.group_id").on("members.user_id", "=", by),
  )
    .select(["messages.by", sql<boolean>`(content->>'erased')::boolean`.as("erased")])
    .where("messages.group_id", "=", group).where("seq", "=", target).where("kind", "=", "text")
    .whereRef("seq", ">=", "members.first_seq")
    .forUpdate("messages").executeTakeFirst();
}

async function isGroup(tx: Transaction<DB>, id: GroupId): Promise<boolean> {
  return await tx.selectFrom("groups").select("id").where("id", "=", id).executeTakeFirst() !==
    undefined;
}
