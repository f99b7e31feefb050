// What is to be said of the database. Pure.

import type { EmbeddedFacts, PostgresFacts } from "./database_facts.ts";
import { judgeClock } from "./clock_findings.ts";
import { type Finding, note, well, wrong } from "./findings.ts";

export interface Expected {
  /** The names of the migrations that this program has. */
  readonly migrations: readonly string[];
  /** This machine's clock as the database was asked. */
  readonly now: number;
}

/** The oldest Postgres that Trio is tested on. */
const testedVersion = 150_000;
/** Connections of one process: its pool, its lock, and the engine of a cluster. */
const connectionsWanted = 15;

export function judgePostgres(facts: PostgresFacts, expected: Expected): Finding[] {
  return [
    judgeServer(facts),
    judgeRights(facts),
    judgeConnections(facts),
    judgeSchema(facts.migrations, expected.migrations),
    judgeDurability(facts),
    judgeClock("Postgres' clock", facts.now - expected.now, 0),
  ];
}

function judgeServer(facts: PostgresFacts): Finding {
  const about = "database";
  if (facts.isStandby) {
    return wrong(about, "This Postgres is a standby: name the primary in DATABASE_URL");
  }
  if (facts.isReadOnly) {
    return wrong(
      about,
      "This Postgres may only be read (default_transaction_read_only): let Trio write, and look " +
        "whether its disk is full",
    );
  }
  if (facts.encoding !== "UTF8") {
    return wrong(
      about,
      `The database's encoding is ${facts.encoding}: make one with "createdb -E UTF8 -T template0"`,
    );
  }
  const version = `Postgres ${Math.floor(facts.version / 10_000)}`;
  if (facts.version < testedVersion) {
    return note(about, `${version} is older than what Trio is tested on, 15 and later`);
  }
  if (!facts.isEncrypted && facts.address !== null && !isOfThisMachine(facts.address)) {
    return note(
      about,
      `${version} is reached over a network without TLS: set PGSSLMODE=verify-full, unless ` +
        "that network is private",
    );
  }
  return well(about, `${version} is reached${facts.isEncrypted ? " by TLS" : ""}`);
}

function isOfThisMachine(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}

function judgeRights({ schema, mayCreate, foreignTable }: PostgresFacts): Finding {
  const about = "rights";
  if (schema === null) {
    return wrong(about, 'No schema of the search_path is there: run "create schema public"');
  }
  if (!mayCreate) {
    return wrong(
      about,
      `Trio's role may make no tables in the schema "${schema}": make it the owner of the ` +
        `database, or run "grant create on schema ${schema} to" its role`,
    );
  }
  if (foreignTable !== null) {
    return wrong(
      about,
      `The table "${foreignTable}" belongs to another role, so that a migration would fail: ` +
        'run "reassign owned by" that role to Trio\'s',
    );
  }
  return well(about, `Trio's role may make tables in the schema "${schema}", and owns all there`);
}

function judgeConnections({ connections: { most, used } }: PostgresFacts): Finding {
  const about = "connections";
  const said =
    `${used} of ${most} are used, and a process of Trio takes up to ${connectionsWanted}`;
  return most >= connectionsWanted
    ? well(about, said)
    : wrong(about, `${said}: raise max_connections of Postgres`);
}

/** Whether the program and the database know the same migrations. */
export function judgeSchema(applied: readonly string[], known: readonly string[]): Finding {
  const about = "schema";
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    return wrong(
      about,
      `Newer than this program: it has had "${unknown[0]}". Start the newer version of Trio`,
    );
  }
  const missing = known.filter((name) => !applied.includes(name));
  if (applied.length === 0) return well(about, "None yet: the first start makes it");
  if (missing.length === 0) return well(about, `Up to date, ${applied.length} migrations`);
  return note(
    about,
    `${missing.length} migrations are missing: the next start makes them. Back up before`,
  );
}

function judgeDurability({ fsync, synchronousCommit, fullPageWrites }: PostgresFacts): Finding {
  const about = "durability";
  if (fsync !== "on") {
    return wrong(about, "fsync is off: a crash of the machine may ruin everything. Switch it on");
  }
  if (fullPageWrites !== "on") {
    return wrong(
      about,
      "full_page_writes is off: a crash of the machine may ruin pages. Switch it on, unless the " +
        "file system writes pages whole",
    );
  }
  if (synchronousCommit === "off") {
    return wrong(
      about,
      "synchronous_commit is off: a crash may lose messages that were acknowledged. Switch it on",
    );
  }
  return well(about, "What is acknowledged survives a crash of the machine");
}

export function judgeEmbedded(facts: EmbeddedFacts, known: readonly string[]): Finding[] {
  const about = "database";
  const durability = note(
    "durability",
    "The embedded database survives a crash of Trio, and not of the machine: back it up, or use " +
      "Postgres",
  );
  switch (facts.type) {
    case "none":
      return [note(about, "Embedded; the first start makes it"), durability];
    case "in use":
      return [
        well(about, "Embedded, and in use: only the process that has it can look"),
        durability,
      ];
    case "another account's":
      return [
        note(about, "Embedded, and another account's: run the doctor as that one to look into it"),
        durability,
      ];
    case "unreadable":
      return [wrong(about, `The embedded one cannot be opened, or needs room: ${facts.why}`)];
    case "read":
      return [
        well(about, "Embedded, and can be opened"),
        judgeSchema(facts.migrations, known),
        durability,
      ];
  }
}
