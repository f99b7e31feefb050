// Every way to fail at the start: one sentence that says what is wrong, and code 1.

import assert from "node:assert/strict";
import { emptyFolder, giveDatabase } from "../support/store/kept_pglite.ts";
import { startOwnPostgres } from "../support/store/postgres.ts";
import { refusedStart, type ServerOptions, startServer } from "../support/server/process.ts";
import { arrive } from "../support/server/trio.ts";

interface Place {
  readonly dataDir: string;
  /** Of a Postgres. */
  readonly url: URL;
  /** A port that another program has. */
  readonly takenPort: number;
}

interface Failure {
  readonly name: string;
  /** Makes the start fail. */
  readonly make: (place: Place) => Promise<Partial<ServerOptions>>;
  readonly says: RegExp;
}

/** On Postgres, which starts faster, where the database is not what fails. */
const withEnv = (env: Readonly<Record<string, string>>): Failure["make"] => ({ url }) =>
  Promise.resolve({ databaseUrl: url.href, env });

const onTakenPort = (sockets: string): Failure["make"] => (place) =>
  withEnv({ PORT: String(place.takenPort), SOCKETS: sockets })(place);

const withUrl = (change: (url: URL) => void): Failure["make"] => ({ url }) => {
  change(url);
  return Promise.resolve({ databaseUrl: url.href });
};

const failures: readonly Failure[] = [
  {
    name: "DATA_DIR is a file",
    async make({ dataDir }) {
      await Deno.writeTextFile(`${dataDir}/file`, "");
      return { dataDir: `${dataDir}/file` };
    },
    says: /^DATA_DIR is ".*\/file", expected a folder that can be made and written \(File exists/,
  },
  {
    name: "DATA_DIR is below a file",
    async make({ dataDir }) {
      await Deno.writeTextFile(`${dataDir}/file`, "");
      return { dataDir: `${dataDir}/file/data` };
    },
    says: /^DATA_DIR is ".*\/file\/data", expected a folder .*\(Not a directory/,
  },
  {
    name: "DATA_DIR cannot be made",
    make: () => Promise.resolve({ dataDir: "/proc/trio" }),
    says: /^DATA_DIR is "\/proc\/trio", expected a folder that can be made and written \(./,
  },
  {
    name: "the lock is a folder",
    async make({ dataDir }) {
      await Deno.mkdir(`${dataDir}/lock`);
      return {};
    },
    says: /^The data folder ".*" cannot be used \(Is a directory.*\): correct its permissions, or/,
  },
  {
    name: "the database is a file",
    async make({ dataDir }) {
      await Deno.writeTextFile(`${dataDir}/pg`, "");
      return {};
    },
    says: /^The database in ".*\/pg" cannot be opened \(File exists.*\): make room, restore it/,
  },
  {
    name: "the database is not whole",
    async make({ dataDir }) {
      await Deno.mkdir(`${dataDir}/pg`);
      await Deno.writeTextFile(`${dataDir}/pg/PG_VERSION`, "18\n");
      return {};
    },
    says: /^The database in ".*\/pg" cannot be opened \(could not access the server configuration/,
  },
  {
    name: "the session key is a folder",
    async make({ dataDir, url }) {
      await Deno.mkdir(`${dataDir}/session.key`);
      return { databaseUrl: url.href };
    },
    says: /^The session key in ".*\/session.key" cannot be used \(Is a directory.*\): make room/,
  },
  {
    name: "the session key is empty",
    async make({ dataDir, url }) {
      await Deno.writeTextFile(`${dataDir}/session.key`, "");
      return { databaseUrl: url.href };
    },
    says: /^The session key in ".*\/session.key" cannot be used \(it has 0 characters\): make room/,
  },
  {
    name: "the port is taken, on Deno's own server",
    make: onTakenPort("native"),
    says: /^PORT is "\d+", which another program has, expected a free one$/,
  },
  {
    name: "the port is taken, on node:http",
    make: onTakenPort("ws"),
    says: /^PORT is "\d+", which another program has, expected a free one$/,
  },
  {
    name: "the port of the metrics is taken",
    make: (place) => withEnv({ METRICS_PORT: String(place.takenPort) })(place),
    says: /^METRICS_PORT is "\d+", which another program has, expected a free one$/,
  },
  {
    name: "the address is another machine's",
    make: withEnv({ HOST: "203.0.113.7" }),
    says: /^HOST is "203.0.113.7", expected a name or address of this machine \(./,
  },
  {
    name: "Postgres is not there",
    make: withUrl((url) => url.port = "1"),
    says:
      /^Postgres at "127.0.0.1:1\/postgres" cannot be used \(connect ECONNREFUSED .*\): start it/,
  },
  {
    name: "Postgres has no such database",
    make: withUrl((url) => url.pathname = "/nothing"),
    says: /^Postgres at ".*" cannot be used \(database "nothing" does not exist\): start it, or/,
  },
  {
    name: "Postgres has no such user",
    make: withUrl((url) => url.username = "nobody"),
    says: /^Postgres at ".*" cannot be used \(role "nobody" does not exist\): start it, or correct/,
  },
  {
    name: "Postgres has no such schema",
    make: withUrl((url) => url.searchParams.set("options", "-c search_path=nowhere")),
    says:
      /^Postgres at ".*" cannot be used \(no schema of its search_path is there\): start it, or/,
  },
  {
    name: "Postgres may only be read",
    make: withUrl((url) =>
      url.searchParams.set(
        "options",
        `${url.searchParams.get("options")} -c default_transaction_read_only=on`,
      )
    ),
    says:
      /^The database's schema could not be brought up to date \(cannot execute .* read-only transaction\)$/,
  },
];

Deno.test("[P34] whatever is wrong at the start is said in a sentence, with code 1", async (t) => {
  const postgres = await startOwnPostgres({ fsync: false });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => postgres.remove());
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  stack.defer(() => listener.close());
  const takenPort = listener.addr.port;
  for (const [at, { name, make, says }] of failures.entries()) {
    await t.step(`[P34] ${name}`, async () => {
      await using folder = await emptyFolder("trio-start-");
      const dataDir = folder.path;
      const url = new URL(await postgres.schema(`start_${at}`));
      const options = { dataDir, fromNothing: true, ...await make({ dataDir, url, takenPort }) };
      const { code, output } = await refusedStart(options);
      const [line = "", ...more] = output.trimEnd().split("\n");
      assert.deepEqual({ code, more }, { code: 1, more: [] });
      const { event, reason } = JSON.parse(line);
      assert.equal(event, "start_refused");
      assert.match(reason, says);
    });
  }
});

Deno.test("[E51] a data folder that others may read and write is closed to them at the start, with all that the program keeps in it", async () => {
  await using folder = await emptyFolder("trio-modes-");
  const dataDir = folder.path;
  await giveDatabase(dataDir);
  await Deno.writeTextFile(`${dataDir}/session.key`, "k".repeat(44));
  await Deno.writeTextFile(`${dataDir}/notes.txt`, "somebody's own");
  for await (const path of pathsBelow(dataDir)) await Deno.chmod(path, 0o777);
  await Deno.chmod(dataDir, 0o755);
  await using server = await startServer({ dataDir });
  const person = await arrive(server.url, "anna");
  assert.equal((await person.get("/api/me")).status, 200);
  await server.stop();
  const open: string[] = [];
  for await (const path of pathsBelow(dataDir)) {
    if (((await Deno.stat(path)).mode ?? 0) & 0o077) open.push(path);
  }
  assert.deepEqual(open, [`${dataDir}/notes.txt`]);
  assert.equal(((await Deno.stat(dataDir)).mode ?? 0) & 0o777, 0o700);
});

Deno.test("[E51] a data folder that many users share is refused, and stays as it is", async () => {
  await using folder = await emptyFolder("trio-modes-");
  await Deno.chmod(folder.path, 0o1777);
  const { code, output } = await refusedStart({ dataDir: folder.path, fromNothing: true });
  assert.equal(code, 1);
  assert.match(
    JSON.parse(output).reason,
    /DATA_DIR is ".*", expected .* \(many users share it: it has the sticky bit\)/,
  );
  assert.equal(((await Deno.stat(folder.path)).mode ?? 0) & 0o1777, 0o1777);
});

async function* pathsBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    yield `${folder}/${name}`;
    if (isDirectory) yield* pathsBelow(`${folder}/${name}`);
  }
}
