// The groups of the bare limit on Postgres, over one connection.

// @ts-types="@types/pg"
import pg from "pg";
import { Groups } from "./groups.ts";

/** Of the database that DATABASE_URL names. */
export async function openGroups(): Promise<Groups> {
  const db = new pg.Client({ connectionString: Deno.env.get("DATABASE_URL") });
  await db.connect();
  return await Groups.load({
    query: (text) => db.query(text),
    insert: (text, records) => db.query({ name: "insert", text, values: [records] }),
  });
}
