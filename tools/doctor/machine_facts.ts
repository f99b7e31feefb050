// What the doctor reads of the machine and of the data folder.

import { freeSpace } from "../../db/disk/free_space.ts";

export interface Folder {
  /** Null where there are no modes. */
  readonly mode: number | null;
  readonly uid: number | null;
  /** What the program keeps in it and others may read. */
  readonly open: readonly string[];
}

export interface Machine {
  /** Null: there is none yet. */
  readonly folder: Folder | null;
  /** Whose rights the doctor has; null where there are no such accounts. */
  readonly uid: number | null;
  /** Null: nobody can know. */
  readonly freeBytes: number | null;
  /** Null: nobody can know. */
  readonly openFiles: number | null;
  readonly memoryBytes: number;
  /** Of the control group; null: there is none. */
  readonly memoryLimit: number | null;
  readonly hasPage: boolean;
}

const othersBits = 0o077;
/** Of the data folder: what nobody else may read. */
const kept = ["pg", "lock", "session.key", "admin.token"];

/** `pid`: of the Trio that runs; null: none does. */
export async function readMachine(
  { dataDir, pid, root }: {
    readonly dataDir: string;
    readonly pid: number | null;
    readonly root: URL;
  },
): Promise<Machine> {
  return {
    folder: await readFolder(dataDir),
    uid: Deno.uid(),
    freeBytes: await freeSpace(await firstThere(dataDir)),
    openFiles: await readOpenFiles(pid),
    memoryBytes: Deno.systemMemoryInfo().total,
    memoryLimit: await readMemoryLimit(),
    hasPage: await isThere(new URL("web/dist/index.html", root)),
  };
}

async function readFolder(dataDir: string): Promise<Folder | null> {
  const stat = await Deno.stat(dataDir).catch(() => null);
  if (stat === null) return null;
  const open = [];
  for (const name of kept) {
    const { mode = null } = await Deno.stat(`${dataDir}/${name}`).catch(() => ({ mode: null }));
    if (((mode ?? 0) & othersBits) !== 0) open.push(name);
  }
  return { mode: stat.mode, uid: stat.uid, open };
}

/** The folder, or the one in which it will be made. */
async function firstThere(path: string): Promise<string> {
  let found = path;
  while (!await isThere(found) && found.includes("/", 1)) found = found.replace(/\/+[^/]*\/*$/, "");
  return await isThere(found) ? found : ".";
}

/** How many files the process may have open; a Deno takes as many as it may have at most. */
async function readOpenFiles(pid: number | null): Promise<number | null> {
  const limits = await Deno.readTextFile(`/proc/${pid ?? "self"}/limits`).catch(() => "");
  const [, most] = /^Max open files\s+(\S+)/m.exec(limits) ?? [];
  if (most === undefined) return null;
  return most === "unlimited" ? Infinity : Number(most);
}

async function readMemoryLimit(): Promise<number | null> {
  const cgroups = await Deno.readTextFile("/proc/self/cgroup").catch(() => "");
  const [, own = "/"] = /^0::(.*)$/m.exec(cgroups) ?? [];
  const paths = [`/sys/fs/cgroup${own}/memory.max`, "/sys/fs/cgroup/memory.max"];
  for (const path of [...paths, "/sys/fs/cgroup/memory/memory.limit_in_bytes"]) {
    const bytes = Number(await Deno.readTextFile(path).catch(() => "none"));
    // Where there is no limit, an old kernel says a number that no machine has.
    if (bytes > 0 && bytes < 2 ** 50) return bytes;
  }
  return null;
}

function isThere(path: string | URL): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
