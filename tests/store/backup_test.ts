// Backups of the embedded database: what comes out of a file is what went in, or nothing is.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { backupLines, openBackup } from "../../db/backup/backup_file.ts";
import { fillDatabase, sourceOf } from "../../db/backup/fill.ts";
import { readLayout } from "../../db/backup/layout.ts";
import { addRows, digestOf, rowsOf } from "../../db/backup/rows.ts";
import { migrate, migrateAs } from "../../db/migrate.ts";
import { migrations } from "../../db/migrations/index.ts";
import { createEmbedded } from "../../db/pglite/pglite.ts";
import { dumpCommand } from "../../db/postgres/dump_command.ts";
import type { DB } from "../../db/schema.ts";
import { emptyPGlite, migratedPGlite } from "../support/store/kept_pglite.ts";
import { fillEachTable } from "../support/store/one_of_each.ts";
import { keepNoStatistics } from "../support/store/stores.ts";

const facts = {
  at: "2026-11-29T12:00:00.000Z",
  program: "0.2.0",
  sessionKey: `${"a key ".repeat(9)}\n`,
};

// Shared, since each takes a second to open: one that all read, and one that stays empty until a
// backup is restored into it.
keepNoStatistics();
const from = await createEmbedded({ loadDataDir: await migratedPGlite() });
await fillEachTable(from);
const to = await createEmbedded({ loadDataDir: await emptyPGlite() });

/** The bytes of a backup. */
async function backupOf(db: Kysely<DB>): Promise<Uint8Array<ArrayBuffer>> {
  const lines = await Array.fromAsync(backupLines(db, facts, () => {}));
  return await packed(lines.join(""));
}

async function packed(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return await bytesOf(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip")));
}

/** With a checksum that fits, as one who means to may make it. */
function sealed(text: string): string {
  const lines = text.trimEnd().split("\n");
  const trailer = JSON.parse(lines.pop() ?? "");
  const hash = createHash("sha256");
  for (const line of lines) hash.update(`${line}\n`);
  return [...lines, JSON.stringify({ ...trailer, sha256: hash.digest("hex") }), ""].join("\n");
}

async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new TextDecoder().decode(await bytesOf(stream));
}

async function bytesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function restoreInto(db: Kysely<DB>, bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  await using backup = await openBackup(() => Promise.resolve(new Blob([bytes]).stream()));
  await fillDatabase(db, backup.source);
  return backup.header.sessionKey;
}

async function contents(db: Kysely<DB>) {
  const { tables, sequences, migrations } = await readLayout(db);
  const digests = [];
  for (const table of tables) digests.push([table.name, await digestOf(db, table)] as const);
  return { digests: Object.fromEntries(digests), sequences, migrations };
}

Deno.test("[Z102] a backup of an earlier version is restored as it was and migrates, and one of a later version is refused", async () => {
  const names = Object.keys(migrations).sort();
  await using former = await createEmbedded({ loadDataDir: await emptyPGlite() });
  await migrateAs(former, names.slice(0, 6));
  await sql`
    insert into users (id, username, username_key, password_hash, created_at)
    values (${crypto.randomUUID()}, 'anna', 'anna', '$hash', now())`.execute(former);
  const bytes = await backupOf(former);
  await using later = await createEmbedded({ loadDataDir: await emptyPGlite() });
  await restoreInto(later, bytes);
  assert.deepEqual((await contents(later)).migrations, names.slice(0, 6));
  await migrate(later);
  const users = await later.selectFrom("users").select(["username", "languages"]).execute();
  assert.deepEqual(users, [{ username: "anna", languages: ["en", "fr"] }]);

  const text = await unpacked(bytes);
  const newer = text.replace(names[5] ?? "", "20991231000000_later");
  await assert.rejects(
    restoreInto(to, await packed(sealed(newer))),
    /schema is newer than this program knows: it has had the migration "20991231000000_later"/,
  );
  const torn = text.replace(`"${names[2]}",`, "");
  await assert.rejects(
    restoreInto(to, await packed(sealed(torn))),
    /none that a version of this program/,
  );
  assert.deepEqual((await contents(to)).migrations, []);
});

Deno.test("[Z101] a file that was cut off, altered or added to, or is no backup, restores nothing", async () => {
  const bytes = await backupOf(from);
  const text = await unpacked(bytes);
  const refused = async (spoilt: Uint8Array<ArrayBuffer>, sentence: RegExp, what: string) => {
    await assert.rejects(restoreInto(to, spoilt), sentence, what);
  };
  const damaged = /is damaged/;
  for (const part of [0.5, 0.9, 0.999]) {
    await refused(bytes.slice(0, Math.floor(bytes.length * part)), damaged, `The first ${part}`);
  }
  await refused(bytes.slice(0, -1), damaged, "Without the last byte");
  await refused(new Uint8Array([...bytes, 0x20]), damaged, "With a byte more");
  const turned = bytes.slice();
  turned.set([(turned.at(1_000) ?? 0) ^ 1], 1_000);
  await refused(turned, damaged, "With a bit turned");
  const lines = text.split("\n");
  const at = lines.findIndex((line) => line.startsWith('["'));
  assert(at > 0);
  const altered: readonly (readonly [string, readonly string[]])[] = [
    ["A row less", lines.toSpliced(at, 1)],
    ["A row twice", lines.toSpliced(at, 0, lines[at] ?? "")],
    ["Two rows in another order", lines.toSpliced(at, 2, lines[at + 1] ?? "", lines[at] ?? "")],
    ["Without its end", lines.slice(0, -2)],
    ["A line behind its end", [...lines, "{}"]],
    ["Another date", lines.with(0, (lines[0] ?? "").replace("2026-11-29", "2026-11-28"))],
  ];
  for (const [what, spoilt] of altered) {
    await refused(await packed(spoilt.join("\n")), damaged, what);
  }
  for (const [what, spoilt] of altered.slice(0, 2)) {
    await refused(await packed(sealed(spoilt.join("\n"))), damaged, `${what}, with a checksum`);
  }
  const none = /It is no backup of Trio/;
  await refused(new Uint8Array(), none, "Empty");
  await refused(new TextEncoder().encode("PGDMP"), none, "Of pg_dump");
  await refused(await packed('{"a":1}\n'), none, "Another packed file");
  await refused(
    await packed(`${text.replace('"trioBackup":1', '"trioBackup":2')}`),
    /newer version of Trio/,
    "2",
  );
  for (const [name, { rows }] of Object.entries((await contents(to)).digests)) {
    assert.equal(rows, 0, `${name} has rows`);
  }
});

Deno.test("[Z121] what a file's beginning says otherwise than Trio writes it is refused, in a sentence that names it", async () => {
  const [first = "", ...others] = (await unpacked(await backupOf(from))).split("\n");
  const header = JSON.parse(first);
  const wrongs = {
    at: [undefined, "", "2026-11-29T12:00:00.000Z\u001b[2J", "\n2026-11-29T12:00:00.000Z", 5],
    program: [undefined, "0.2.0\u001b[2J"],
    sessionKey: [undefined, "", "short", "k".repeat(40) + "\u001b", ["k".repeat(40)], 5],
    migrations: [undefined, {}, [5], ["20991231000000_later\nnothing was changed"]],
    tables: [undefined, [null]],
    sequences: [undefined, [null]],
  };
  for (const [name, values] of Object.entries(wrongs)) {
    for (const value of values) {
      const spoilt = JSON.stringify({ ...header, [name]: value });
      await assert.rejects(
        restoreInto(to, await packed(sealed([spoilt, ...others].join("\n")))),
        { message: `Its beginning has no "${name}" as Trio writes it` },
      );
    }
  }
});

Deno.test("[Z122] a file that unpacks to a line without an end is refused before it fills the memory", async () => {
  const [first = ""] = (await unpacked(await backupOf(from))).split("\n");
  const letters = new Uint8Array(2 ** 20).fill(0x61);
  let unpackedMb = 0;
  for (const begin of [`${first}\n`, ""]) {
    // As the bytes of a file that is a thousandth of it.
    const bomb = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(begin)),
      pull(controller) {
        unpackedMb += 1;
        if (unpackedMb > 400) controller.close();
        else controller.enqueue(letters);
      },
    }).pipeThrough(new CompressionStream("gzip"));
    unpackedMb = 0;
    await assert.rejects(openBackup(() => Promise.resolve(bomb)), /is damaged|no backup of Trio/);
    assert(unpackedMb < 200, `${unpackedMb} MB`);
  }
});

Deno.test("[Z103] rows that arrive otherwise than they left are found, and none is kept", async () => {
  const source = await sourceOf(from);
  const spoiling = {
    ...source,
    async *rowsOf(table: (typeof source.layout.tables)[number]) {
      for await (const rows of source.rowsOf(table)) {
        yield rows.map((row) => table.name === "groups" ? row.replace("O'Brien", "O’Brien") : row);
      }
    },
  };
  await assert.rejects(fillDatabase(to, spoiling), /rows of "groups" did not arrive/);
  assert.deepEqual(await to.selectFrom("users").select("id").execute(), []);
});

Deno.test("[Z100] a backup brings back each row of each table, each sequence and the session key", async () => {
  // What the session of the reader is set to changes nothing.
  await sql`select set_config('TimeZone', 'Pacific/Chatham', false),
    set_config('DateStyle', 'German', false)`.execute(from);
  const bytes = await backupOf(from);
  assert.equal(await restoreInto(to, bytes), facts.sessionKey);
  const [expected, found] = [await contents(from), await contents(to)];
  assert.deepEqual(found, expected);
  for (const [name, { rows }] of Object.entries(found.digests)) {
    assert.equal(rows, name === "push_key" ? 1 : 2, name);
  }
  await assert.rejects(
    sql`update audit set note = ''`.execute(to),
    /audit/,
    "The triggers are there again",
  );
  assert.deepEqual(
    (await sql`select nextval('message_arrivals')::text as next`.execute(to)).rows,
    [{ next: "9007199254740998" }],
  );
  await assert.rejects(restoreInto(to, bytes), /not empty: "\w+" has rows/);
});

Deno.test("[Z104] many rows come in runs, and each comes once", async () => {
  const table = (await readLayout(from)).tables.find(({ name }) => name === "paces");
  assert(table);
  await from.deleteFrom("paces").execute();
  await sql`insert into paces select i::text, now() from generate_series(1, 2500) i`.execute(from);
  const before = await digestOf(from, table);
  const runs = await Array.fromAsync(rowsOf(from, table));
  assert.deepEqual(runs.map(({ length }) => length), [1_000, 1_000, 500]);
  await from.deleteFrom("paces").execute();
  for (const rows of runs.toReversed()) await addRows(from, table, rows);
  assert.deepEqual(await digestOf(from, table), before);
});

Deno.test("[Z105] for a Postgres the command of its own program is told, without the password", () => {
  assert.equal(
    dumpCommand("postgres://trio:se'cret@db.example:5433/chat?sslmode=require&ssl=1"),
    "pg_dump --format=custom --file=FILE 'postgres://trio@db.example:5433/chat?sslmode=require'",
  );
  assert.equal(
    dumpCommand("postgres://o'hara@db/chat?options=-c%20search_path%3Dtrio"),
    `pg_dump --format=custom --schema=trio --file=FILE 'postgres://o'\\''hara@db/chat?options=-c%20search_path%3Dtrio'`,
  );
});
