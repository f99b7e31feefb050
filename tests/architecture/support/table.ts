// Which folder may import what: the import table as data. What is not listed is forbidden.
// docs/architecture.md shows the same rows to readers, and a test holds the two together.

/**
 * A folder, or a single file, and what its files may import besides the folder itself: paths
 * (`protocol/`), paths of which types alone may come through (`db/store/ (types)`), and packages by
 * their bare name, sub-paths included (`hono`, `node:`). `everything` is any path and package but
 * those in `never`. Of several rows that fit a file the one with the longest name counts.
 */
export interface Row {
  readonly room: string;
  readonly may: readonly string[];
  readonly never?: readonly string[];
}

export const importTable: readonly Row[] = [
  { room: "protocol/", may: [] },
  { room: "logging/", may: ["protocol/", "@logtape/logtape", "node:async_hooks"] },

  { room: "client/", may: ["protocol/"] },

  { room: "db/", may: ["protocol/", "logging/ (types)", "kysely"] },
  { room: "db/backup/", may: ["db/", "kysely", "node:crypto"] },
  { room: "db/disk/", may: ["protocol/", "logging/ (types)", "db/store/ (types)", "node:"] },
  { room: "db/store/", may: ["protocol/"] },
  { room: "db/migrations/", may: ["kysely"] },
  {
    room: "db/pglite/",
    may: ["protocol/ids.ts", "logging/ (types)", "db/", "kysely", "@electric-sql/pglite"],
  },
  { room: "db/postgres/", may: ["logging/ (types)", "db/", "kysely", "pg"] },

  { room: "actors/", may: ["protocol/", "logging/ (types)", "db/store/ (types)"] },
  { room: "actors/matching/", may: ["protocol/"] },
  {
    room: "actors/connections/",
    may: [
      "protocol/",
      "logging/ (types)",
      "actors/runtime/ (types)",
      "actors/matchmaker/ (types)",
      "db/store/ (types)",
    ],
  },
  {
    room: "actors/group/",
    may: [
      "protocol/",
      "logging/ (types)",
      "actors/connections/",
      "actors/runtime/",
      "actors/push/ (types)",
      "db/store/ (types)",
    ],
  },
  {
    room: "actors/push/",
    may: ["protocol/", "logging/ (types)", "actors/runtime/ (types)", "db/store/ (types)"],
  },
  {
    room: "actors/runtime/",
    may: [
      "protocol/",
      "logging/ (types)",
      "db/store/ (types)",
      "actors/group/",
      "actors/connections/ (types)",
      "actors/matchmaker/ (types)",
    ],
  },

  { room: "settings.ts", may: ["protocol/", "logging/ (types)", "settings/"] },
  { room: "settings/", may: ["logging/ (types)", "ipaddr.js"] },

  {
    room: "routes/",
    may: [
      "protocol/",
      "logging/ (types)",
      "actors/",
      "db/store/ (types)",
      "settings.ts (types)",
      "hono",
      "valibot",
      "jose",
      "@simplewebauthn/server",
      "ipaddr.js",
      "@block65/webcrypto-web-push",
      "unhomoglyph",
      "node:crypto",
      "node:process",
      "@zxcvbn-ts/language-common",
    ],
  },
  { room: "routes/api/descriptions.ts", may: ["docs/", "routes/http/", "hono"] },
  {
    room: "routes/server/",
    may: ["protocol/", "actors/", "routes/", "hono", "ws", "@hono/node-server", "node:"],
  },

  { room: "cluster/", may: ["protocol/", "logging/ (types)", "actors/ (types)"] },
  {
    room: "cluster/net/",
    may: [
      "cluster/owner_protocol.ts",
      "cluster/engine.ts (types)",
      "cluster/names.ts (types)",
      "node:",
    ],
  },
  {
    room: "cluster/effect/",
    may: ["protocol/", "cluster/", "effect", "@effect/platform-node", "@effect/sql-pg", "node:"],
  },

  {
    room: "web/",
    may: ["protocol/", "client/", "preact", "@preact/signals"],
    never: ["web/build/"],
  },
  { room: "web/net/", may: ["protocol/", "client/ (types)", "@preact/signals"] },
  { room: "web/i18n/", may: ["protocol/", "@preact/signals"] },
  { room: "web/state/", may: ["protocol/", "client/"] },
  {
    room: "web/storage/",
    may: ["protocol/", "client/ (types)", "web/state/ (types)", "@preact/signals"],
  },
  {
    room: "web/sync/",
    may: ["protocol/", "client/", "web/net/", "web/state/", "web/storage/", "@preact/signals"],
  },
  {
    room: "web/ops/",
    may: ["protocol/", "web/", "preact", "@preact/signals", "uplot"],
    never: ["web/build/"],
  },
  { room: "web/build/", may: ["web/", "esbuild", "preact", "node:"] },

  { room: "tools/", may: ["protocol/", "client/", "pure-rand", "node:util"] },
  {
    room: "tools/load/",
    may: [
      "protocol/",
      "client/",
      "tools/command_line.ts",
      "node:crypto",
    ],
  },
  {
    room: "tools/simulate/",
    may: ["protocol/", "actors/matching/", "tools/command_line.ts", "tools/random.ts"],
  },
  {
    room: "tools/simulate.ts",
    may: ["tools/simulate/", "tools/command_line.ts"],
  },
  {
    room: "tools/simulate_cluster/",
    may: [
      "protocol/",
      "actors/matching/",
      "client/net/backoff.ts",
      "tools/simulate/",
      "tools/command_line.ts",
      "tools/random.ts",
    ],
  },
  {
    room: "tools/simulate_cluster.ts",
    may: ["tools/simulate_cluster/", "tools/command_line.ts"],
  },
  {
    room: "tools/doctor/",
    may: [
      "logging/lines.ts",
      "db/",
      "routes/admin/probes.ts",
      "routes/limits/memory_watch.ts",
      "settings.ts",
      "tools/admin/admin_connection.ts",
      "kysely",
    ],
  },
  {
    room: "tools/doctor.ts",
    may: [
      "deno.json",
      "db/migrate.ts",
      "settings.ts",
      "settings/",
      "tools/doctor/",
      "tools/command_line.ts",
    ],
  },
  { room: "tools/pack_client.ts", may: ["esbuild"] },
  {
    room: "tools/admin/",
    may: [
      "tools/",
      "protocol/clock.ts",
      "db/open.ts",
      "db/backup/",
      "db/disk/",
      "db/pglite/",
      "db/postgres/",
      "settings/database_setting.ts",
      "deno.json",
      "node:path",
    ],
  },
  {
    room: "tools/admin/former_pglite.ts",
    may: ["db/pglite/pglite.ts (types)", "pglite_17"],
  },
  { room: "tools/shots.ts", may: ["tests/support/"] },
  { room: "tools/test.ts", may: ["tests/support/store/", "tools/test/"] },
  {
    room: "tools/net_grant.ts",
    may: ["settings/database_setting.ts", "settings/push_settings.ts"],
  },

  { room: "main.ts", may: ["everything"], never: ["tests/", "tools/", "bench/"] },
  { room: "bench/", may: ["everything"], never: ["main.ts"] },
  { room: "tests/", may: ["everything"], never: ["main.ts"] },
];

/** The row that counts for a file; undefined: it belongs to no room. */
export function rowOf(path: string): Row | undefined {
  return importTable
    .filter(({ room }) => room.endsWith("/") ? path.startsWith(room) : path === room)
    .toSorted((a, b) => b.room.length - a.room.length)[0];
}

/** Why a path must not be imported from a row's files, or null. */
export function forbidsPath(row: Row, target: string, typeOnly: boolean): string | null {
  const { room, may, never = [] } = row;
  const fits = (name: string) => name.endsWith("/") ? target.startsWith(name) : target === name;
  if (never.some(fits)) return `"${target}", which is not for ${room}`;
  if ((room.endsWith("/") && fits(room)) || may.includes("everything") || may.some(fits)) {
    return null;
  }
  const asTypes = may.some((name) => name.endsWith(" (types)") && fits(name.slice(0, -8)));
  if (asTypes && typeOnly) return null;
  return asTypes
    ? `"${target}", of which ${room} may take types alone`
    : `"${target}", which is not for ${room}`;
}

/** Why a package must not be imported from a row's files, or null. */
export function forbidsPackage({ room, may }: Row, name: string): string | null {
  const known = may.some((one) =>
    one === "everything" || one === name || name.startsWith(one === "node:" ? one : `${one}/`)
  );
  return known ? null : `the package "${name}", which is not for ${room}`;
}

/** Where the environment may be read. */
export const mayReadEnvironment = /^(main\.ts$|tools\/|bench\/|tests\/|web\/build\/)/;
/** Rooms that may not touch `Deno` at all. */
export const withoutDeno = /^(protocol\/|client\/|actors\/|web\/(?!build\/))/;
/** Rooms that get time and chance handed in, never take them. */
export const withoutClock =
  /^(protocol\/(?!clock\.ts$)|client\/|actors\/|routes\/|db\/|web\/(?!build\/)|settings\.ts$)/;
/** What takes time, chance or a timer by itself. */
export const clockNames: ReadonlySet<string> = new Set([
  "Date.now",
  "Date.?",
  "new Date()",
  "Math.random",
  "Math.?",
  "crypto.randomUUID",
  "crypto.?",
  "performance.now",
  "setTimeout",
  "setInterval",
  "setImmediate",
]);
/**
 * Names that several files bear, with the one meaning that they have in common. Any other name is
 * one file's.
 */
export const sharedNames: Readonly<Record<string, string>> = {
  "api_tokens.ts": "by which programs act for a user",
  "blocks.ts": "whom a user keeps away from",
  "cluster.ts": "several nodes on one machine",
  "command.ts": "the commands of an actor and their answers",
  "deletions.ts": "accounts that come to their end",
  "form.ts": "a group is formed of tickets",
  "groups.ts": "the groups of a user",
  "invites.ts": "links that make two users partners",
  "load.ts": "texts sent to a server that is measured",
  "load_main.ts": "the load as a process of its own",
  "members.ts": "who is in a group",
  "options.ts": "a command line, read",
  "matchmakers.ts": "matchmakers at work",
  "moderation.ts": "reports, and what is decided about users",
  "last_seen.ts": "when users were last there",
  "own_data.ts": "what is kept of a user, for that user",
  "sleep.ts": "tickets that sleep and wake",
  "paces.ts": "what may be done so often",
  "partners.ts": "two who search together",
  "passkeys.ts": "keys of authenticators that open an account",
  "place.ts": "a ticket is placed",
  "purges.ts": "what is over is forgotten in its time",
  "read_receipts.ts": "how far was read, on its way to where it is kept",
  "recovery_codes.ts": "codes that open an account whose password is forgotten",
  "relations.ts": "what ties two people or keeps them apart",
  "reports.ts": "what a member tells moderators about another one",
  "samples.ts": "what processes measured of themselves",
  "run.ts": "one run of a program, from its options to its figures",
  "seats.ts": "the free place of a group",
  "session.ts": "who is behind a request, a socket or a page",
  "sessions.ts": "who is logged in",
  "ticket.ts": "the request of a user to be matched",
  "tickets.ts": "open requests to be matched",
  "waits.ts": "how long people have waited lately",
  "wishes.ts": "what people asked of the others lately",
  "users.ts": "accounts and their profiles",
};
/** Marks of the language that the house does without. */
export const forbiddenMarks: ReadonlySet<string> = new Set(["any", "enum", "!", "export default"]);
/** Modules that hold an algorithm or a protocol: their head may teach it in up to 40 lines. */
export const teaches =
  /^(actors\/(matching\/|runtime\/mailbox\.ts$)|db\/postgres\/advisory_lock\.ts$)/;
/** Words that were given up for the field's, and that no file says again. */
export const retiredWords =
  /\b(deeds?|ledgers?|sittings?|heralds?|turnstiles?|facesOpen|spoils|agains)\b/i;
/** Files that read or rename what earlier versions have written under such a word. */
export const saysRetiredWords =
  /^(db\/migrations\/|web\/storage\/row_versions\.ts$|tests\/(store\/migration|browser\/older_page)_test\.ts$|tests\/architecture\/)/;
