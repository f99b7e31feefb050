// The cluster's Postgres: made in its folder where there is none, started, and stopped in good
// order.

import { lastingPort } from "../lasting_port.ts";
import { findPostgres, ProgramMissing, run, unprivileged } from "./postgres_programs.ts";

export interface PostgresServer {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** In seconds: after a crash it first repairs its data. */
const startWithin = 300;
/** The engine holds hundreds of locks for each node that there may be. */
const sizes = "-c max_connections=400";
const missing =
  "Postgres is missing (initdb, pg_ctl and postgres): install Debian's package postgresql";

/**
 * Starts it with its data in `folder`, which keeps them. The password keeps other accounts of this
 * machine out; it is that of when the data were made.
 */
export async function startPostgresServer(
  folder: string,
  password: string,
): Promise<PostgresServer> {
  const bin = await findPostgres();
  if (bin === null) throw new ProgramMissing(missing);
  const account = await unprivileged();
  await Deno.mkdir(folder, { recursive: true });
  if (account !== null) await Deno.chown(folder, account.uid, account.gid);
  const data = `${folder}/data`;
  const command = (name: string, args: readonly string[]) =>
    new Deno.Command(`${bin}/${name}`, { args: [...args], cwd: folder, ...account });
  if (!await isMade(data)) {
    const file = `${folder}/password`;
    await Deno.writeTextFile(file, password, { mode: 0o600 });
    if (account !== null) await Deno.chown(file, account.uid, account.gid);
    const words = ["-U", "trio", "-A", "scram-sha-256", "-E", "UTF8", "--no-locale"];
    await run(command("initdb", ["-D", data, `--pwfile=${file}`, ...words]));
    await Deno.remove(file);
  }
  const port = lastingPort();
  const address = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=`;
  const words = ["-w", "-t", String(startWithin), "-D", data, "-l", `${folder}/log`];
  await run(command("pg_ctl", ["start", ...words, "-o", `${address} ${sizes}`]));
  return {
    url: `postgres://trio:${password}@127.0.0.1:${port}/postgres`,
    port,
    stop: () => run(command("pg_ctl", ["stop", "-w", "-m", "fast", "-D", data])),
  };
}

function isMade(data: string): Promise<boolean> {
  return Deno.stat(`${data}/PG_VERSION`).then(() => true, () => false);
}
