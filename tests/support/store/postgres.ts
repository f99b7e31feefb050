// A real Postgres for tests: the one that TEST_POSTGRES_URL names, or one started in a temporary
// folder with default settings, except `fsync` where a test asks for it. Without either, starting
// fails and says what to install.

import { sql } from "kysely";
import { createPostgres } from "../../../db/open.ts";
import {
  type Account,
  findPostgres,
  run,
  unprivileged,
} from "../../../tools/cluster/postgres_programs.ts";
import { copyFolder, kept } from "./kept.ts";
import { lastingPort } from "../../../tools/lasting_port.ts";

export interface TestPostgres {
  /** The address of a new, empty schema; a former one of that name is dropped. */
  schema(name: string): Promise<string>;
  /** Ends the server and removes its folder; synchronous, so that `unload` may call it. */
  remove(): void;
}

export interface OwnPostgres extends TestPostgres {
  /** The address of the whole database, as TEST_POSTGRES_URL names one. */
  readonly url: string;
  /** Stops the server at once, as a crash does. */
  crash(): Promise<void>;
  /** Starts it again after a crash. */
  restart(): Promise<void>;
}

export interface PostgresOptions {
  /**
   * False: commits survive the end of processes, but not of the machine, and do not wait for a disk
   * that many share. For tests that end processes alone. True by default.
   */
  readonly fsync?: boolean;
  /** The folder in which its own is made; that for temporary files when it is left out. */
  readonly within?: string;
}

/** In seconds: a start after a crash on a busy disk may exceed the one minute of `pg_ctl`. */
const startWithin = 300;

const missing =
  "These tests need Postgres: install Debian's package postgresql (initdb, pg_ctl and postgres), " +
  "or set TEST_POSTGRES_URL to a database in which schemas may be made";

/** The Postgres that TEST_POSTGRES_URL names, or one of the test's own. */
export async function startPostgres(options: PostgresOptions = {}): Promise<TestPostgres> {
  const given = Deno.env.get("TEST_POSTGRES_URL");
  return given
    ? { schema: (name) => createSchema(given, name), remove() {} }
    : await startOwnPostgres(options);
}

/** One that the test may crash, whatever TEST_POSTGRES_URL names. */
export async function startOwnPostgres(
  { fsync = true, within }: PostgresOptions = {},
): Promise<OwnPostgres> {
  const bin = await findBinaries();
  const folder = await Deno.makeTempDir({
    prefix: "trio_postgres_",
    ...(within === undefined ? {} : { dir: within }),
  });
  const account = await unprivileged();
  if (account !== null) await Deno.chown(folder, account.uid, account.gid);
  const port = lastingPort();
  const data = `${folder}/data`;
  const command = (name: string, args: readonly string[]) =>
    new Deno.Command(`${bin}/${name}`, { args: [...args], cwd: folder, ...account });
  const settings =
    `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories= -c fsync=${
      fsync ? "on" : "off"
    }`;
  const log = `${folder}/log`;
  const words = ["start", "-w", "-t", String(startWithin), "-D", data, "-l", log, "-o", settings];
  const start = async () => {
    try {
      await run(command("pg_ctl", words));
    } catch (error) {
      const told = await Deno.readTextFile(log).catch(() => "");
      throw new Error(`${error instanceof Error ? error.message : error}\n${told.slice(-2_000)}`);
    }
  };
  await copyFolder(await initialised(bin, account), data, account);
  await start();
  const url = `postgres://trio@127.0.0.1:${port}/postgres`;
  return {
    url,
    schema: (name) => createSchema(url, name),
    crash: () => run(command("pg_ctl", ["stop", "-w", "-m", "immediate", "-D", data])),
    restart: start,
    remove() {
      command("pg_ctl", ["stop", "-w", "-m", "immediate", "-D", data]).outputSync();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

/** A folder as `initdb` makes it, for this account and these binaries; kept for other tests. */
async function initialised(bin: string, account: Account | null): Promise<string> {
  const { stdout } = await new Deno.Command(`${bin}/initdb`, { args: ["--version"] }).output();
  const version = new TextDecoder().decode(stdout).trim().replaceAll(/[^\w.]+/g, "_");
  return await kept(`${version}_for_${account?.uid ?? Deno.uid()}`, async (path) => {
    await Deno.mkdir(path, { mode: 0o700 });
    if (account !== null) await Deno.chown(path, account.uid, account.gid);
    const words = ["-U", "trio", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"];
    await run(
      new Deno.Command(`${bin}/initdb`, { args: ["-D", path, ...words], cwd: path, ...account }),
    );
  });
}

async function createSchema(url: string, name: string): Promise<string> {
  // Without a timeout: dropping a schema may wait for the disk.
  await using db = createPostgres(url, 0);
  const schema = sql.id(`trio_test_${name}`);
  await sql`drop schema if exists ${schema} cascade`.execute(db);
  await sql`create schema ${schema}`.execute(db);
  const address = new URL(url);
  address.searchParams.set("options", `-c search_path=trio_test_${name}`);
  return address.href;
}

async function findBinaries(): Promise<string> {
  const bin = await findPostgres();
  if (bin === null) throw new Error(missing);
  return bin;
}
