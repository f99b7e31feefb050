// Amendments: messages about an earlier text, which is changed in the same transaction. A text is
// in one row alone, so that erasing it there erases it everywhere.

import { type Kysely, sql, type Transaction } from "kysely";
import type { Amendment, GroupId, Message, UserId } from "../../protocol/domain.ts";
import type { DB } from "../schema.ts";
import type {
  AmendOutcome,
  AmendRefusal,
  AppendOutcome,
  LogStore,
  NewMessage,
} from "../store/logs.ts";
import { addAllMessages, addMessage, findRepeated } from "./messages.ts";

export function amendmentStore(db: Kysely<DB>) {
  return {
    amend: (message) => amend(db, message),
    textsLeft: (user, group, limit) => findTextsLeft(db, { user, group, limit }),
    eraseRun: (run) => eraseRun(db, run),
  } satisfies Partial<LogStore>;
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
    : { ...takenBack, asOf };
  await tx.updateTable("messages")
    .set({ content: sql`content || ${JSON.stringify(changed)}::text::jsonb` })
    .where("group_id", "=", group).where("seq", "=", message.target).execute();
}

/** What taking a text back changes in it. */
const takenBack = { text: "", erased: true };

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

async function findTextsLeft(
  db: Kysely<DB>,
  { user, group, limit }: {
    readonly user: UserId;
    readonly group: GroupId;
    readonly limit: number;
  },
): Promise<number[]> {
  const rows = await db.selectFrom("messages").select("seq")
    .where("group_id", "=", group).where("by", "=", user).where("kind", "=", "text")
    .where(sql`content->>'erased'`, "=", "false").orderBy("seq").limit(limit).execute();
  return rows.map(({ seq }) => seq);
}

async function eraseRun(db: Kysely<DB>, run: readonly NewMessage[]): Promise<boolean> {
  const [first] = run;
  if (!first) return true;
  const { group, message: { by } } = first;
  const targets = run.map(({ message }) => (
    { seq: message.kind === "erased" ? message.target : null, asOf: message.seq }
  ));
  try {
    await db.transaction().execute(async (tx) => {
      if (!await addAllMessages(tx, run)) throw new Undone({ type: "conflict" });
      const { numAffectedRows } = await sql`
        update messages set content = content || ${JSON.stringify(takenBack)}::text::jsonb
          || jsonb_build_object('asOf', t."asOf")
        from jsonb_to_recordset(${
        JSON.stringify(targets)
      }::text::jsonb) as t(seq bigint, "asOf" bigint)
        where messages.group_id = ${group} and messages.seq = t.seq and messages.by = ${by}
          and kind = 'text' and content->>'erased' = 'false'`.execute(tx);
      if (numAffectedRows !== BigInt(run.length)) throw new Undone({ type: "conflict" });
    });
    return true;
  } catch (error) {
    if (error instanceof Undone) return false;
    throw error;
  }
}
