// Search in the texts of a group. They are read from the newest on and folded here: a column of
// folded words would be a second copy of every text, to be written with each and taken back with
// each. A search reads one group's part of the index, and stops when its page is full.

import { type Kysely, sql, type SqlBool } from "kysely";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { withoutUnseen } from "../../protocol/log.ts";
import { holdsAll } from "../../protocol/word_search.ts";
import type { DB } from "../schema.ts";
import { createBatchLoader, perRow } from "../sql/batch_loader.ts";
import type { LogStore, Page, Search, StoredMessage } from "../store/logs.ts";
import { isMessageRow, toMessage } from "./messages.ts";

export function searchStore(db: Kysely<DB>) {
  const isText = createBatchLoader(
    (places: readonly string[]) => findTexts(db, places),
    perRow,
  );
  return {
    search: (user, group, search) => findMatches(db, { user, group, ...search }),
    isText: async (group, seq) => await isText(placeOf(group, seq)) ?? false,
  } satisfies Partial<LogStore>;
}

/** Texts of the first statement: what is searched for is often near the end. */
const firstRun = 50;
/** Texts of a later one, and about how many characters: nothing else runs while they are folded. */
const runMost = 1_000;
const charactersMost = 100_000;

interface Asked extends Search {
  readonly user: UserId;
  readonly group: GroupId;
}

async function findMatches(db: Kysely<DB>, asked: Asked): Promise<Page | null> {
  const { needles, limit } = asked;
  const matches: StoredMessage[] = [];
  for (let { before } = asked, most = firstRun;;) {
    const run = await findRun(db, { ...asked, before, limit: most });
    if (run === null) return null;
    let characters = 0;
    for (const message of run) {
      const { text } = message;
      characters += text.length;
      if (!holdsAll(text, needles)) continue;
      if (matches.length === limit) return { messages: matches, more: true };
      matches.push(message);
    }
    if (run.length < most) return { messages: matches, more: false };
    before = run.at(-1)?.seq ?? 0;
    const fitting = Math.floor(charactersMost * run.length / Math.max(1, characters));
    most = Math.max(firstRun / 2, Math.min(runMost, fitting));
  }
}

type Text = Extract<StoredMessage, { kind: "text" }>;

/** The texts just below `before`, the newest first. The same statement checks the membership. */
async function findRun(
  db: Kysely<DB>,
  { user, group, before, limit }: Omit<Asked, "needles">,
): Promise<Text[] | null> {
  const rows = await db.selectFrom("members").leftJoinLateral(
    (eb) =>
      eb.selectFrom("messages").select(["seq", "kind", "id", "by", "at", "content"])
        .whereRef("messages.group_id", "=", "members.group_id")
        .whereRef("seq", ">=", "members.first_seq")
        .where("kind", "=", "text").where(sql<SqlBool>`content->>'erased' = 'false'`)
        .$if(before !== null, (run) => run.where("seq", "<", before))
        .orderBy("seq", "desc").limit(limit).as("run"),
    (join) => join.onTrue(),
  ).select(["seq", "kind", "run.id", "by", "run.at", "content", "first_seq"])
    .where("members.group_id", "=", group).where("members.user_id", "=", user)
    .where("left_at", "is", null).execute();
  if (rows.length === 0) return null;
  const firstSeq = rows[0]?.first_seq ?? 1;
  return rows.filter(isMessageRow).map((row) => withoutUnseen(toMessage(row), firstSeq) as Text);
}

/** A place in a log as a key. */
function placeOf(group: GroupId, seq: number): string {
  return `${group} ${seq}`;
}

async function findTexts(
  db: Kysely<DB>,
  places: readonly string[],
): Promise<Map<string, true>> {
  const asked = places.map((place) => {
    const [group, seq] = place.split(" ");
    return { group, seq: Number(seq) };
  });
  const { rows } = await sql<{ readonly group: GroupId; readonly seq: number }>`
    select p."group", p.seq
    from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb) as p("group" uuid, seq bigint)
    where (
      select kind from messages m where m.group_id = p."group" and m.seq = p.seq
    ) = 'text'`.execute(db);
  return new Map(rows.map(({ group, seq }) => [placeOf(group, seq), true]));
}
