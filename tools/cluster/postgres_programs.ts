// Where Postgres' own programs are on this machine, and as whom they run: they refuse to be root.

/** A program that is not installed; the message says what to install. */
export class ProgramMissing extends Error {}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The folder of initdb, pg_ctl and postgres; null: they are not installed. */
export async function findPostgres(): Promise<string | null> {
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), ...await debianFolders()];
  for (const folder of folders) {
    const found = await Promise.all(
      ["postgres", "initdb", "pg_ctl"].map((name) => exists(`${folder}/${name}`)),
    );
    if (folder !== "" && found.every(Boolean)) return folder;
  }
  return null;
}

/** The path of a program; null: it is not installed. */
export async function findProgram(name: string): Promise<string | null> {
  // Where Debian puts programs of the system, which not everybody's PATH has.
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin", "/usr/local/sbin"];
  for (const folder of folders) {
    if (folder !== "" && await exists(`${folder}/${name}`)) return `${folder}/${name}`;
  }
  return null;
}

/**
 * The account that Postgres runs as where this process is root. Null: as this process. Throws a
 * ProgramMissing where there is no such account.
 */
export async function unprivileged(): Promise<Account | null> {
  if (Deno.uid() !== 0) return null;
  const accounts = await Deno.readTextFile("/etc/passwd");
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(accounts) ??
    /^nobody:[^:]*:(\d+):(\d+):/m.exec(accounts) ?? [];
  if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  throw new ProgramMissing(
    'Postgres cannot run as root, and there is no user "postgres": install Debian\'s package ' +
      "postgresql",
  );
}

/** Throws with what the command printed when it fails. */
export async function run(command: Deno.Command): Promise<void> {
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  if (!success) {
    throw new Error(
      `Postgres could not be set up: ${decoder.decode(stdout)}${decoder.decode(stderr)}`,
    );
  }
}

/** The newest version first. */
async function debianFolders(): Promise<string[]> {
  const root = "/usr/lib/postgresql";
  if (!await exists(root)) return [];
  const versions = await Array.fromAsync(Deno.readDir(root), ({ name }) => name);
  return versions.sort((a, b) => Number(b) - Number(a)).map((version) => `${root}/${version}/bin`);
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
