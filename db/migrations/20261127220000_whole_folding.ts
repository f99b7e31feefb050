// Usernames are compared by full case folding: ẞ is "ss", and ı is a letter of its own. Where a
// name now meets another one, the one that came later keeps its former key, by which its owner
// still logs in.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // Those with ı first: they make room for others, and nothing was ever in their way but each
  // other.
  const { rows } = await sql<{ id: string; username: string }>`
    select id, username from users where username ~ '[ẞı𝚤]' order by username !~ '[ı𝚤]', id`
    .execute(db);
  for (const { id, username } of rows) {
    const key = keyOf(username);
    await sql`update users set username_key = ${key} where id = ${id}
      and not exists (select from users where username_key = ${key})`.execute(db);
  }
}

function keyOf(username: string): string {
  const runs = username.normalize("NFKC").replaceAll("ẞ", "ss").split("ı");
  return runs.map((run) => run.toUpperCase().toLowerCase()).join("ı").normalize("NFKC");
}
