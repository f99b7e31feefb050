// What is to be said of the machine, as far as the settings need it. Pure.

import { usualMemory } from "../../routes/limits/memory_watch.ts";
import type { Settings } from "../../settings.ts";
import { type Finding, note, well, wrong } from "./findings.ts";
import type { Machine } from "./machine_facts.ts";
import { areStrangersThere } from "./settings_findings.ts";

type Judged = Pick<
  Settings,
  | "dataDir"
  | "databaseUrl"
  | "diskMarginBytes"
  | "socketPlaces"
  | "memoryBytes"
  | "origins"
  | "proxies"
  | "host"
>;

const mebibyte = 2 ** 20;
const sticky = 0o1000;
const othersBits = 0o077;
/** Files of a process besides those of sockets: the database's, connections to Postgres. */
const otherFiles = 256;
/** So many margins: there is time to make room. */
const plenty = 8;

export function judgeMachine(machine: Machine, settings: Judged): Finding[] {
  return [
    judgeFolder(machine, settings),
    judgeDisk(machine, settings),
    judgeOpenFiles(machine, settings),
    judgeMemory(machine, settings),
    machine.hasPage
      ? well("page", "It is built")
      : wrong("page", "It is not built: run deploy/prepare.sh, or deno task build"),
  ];
}

function judgeFolder({ folder, uid }: Machine, { dataDir }: Judged): Finding {
  const about = "data folder";
  if (folder === null) return note(about, `"${dataDir}" is made by the first start`);
  const mode = folder.mode ?? 0;
  if ((mode & sticky) !== 0) {
    return wrong(
      about,
      `"${dataDir}" is shared by many users: set DATA_DIR to a folder of its own`,
    );
  }
  if ((mode & othersBits) !== 0 || folder.open.length > 0) {
    const what = (mode & othersBits) !== 0 ? `"${dataDir}"` : folder.open.join(", ");
    return wrong(
      about,
      `Others have rights in ${what}: chmod -R go= "${dataDir}", as a start of Trio does`,
    );
  }
  if (uid !== null && uid !== 0 && folder.uid !== null && folder.uid !== uid) {
    return wrong(
      about,
      `"${dataDir}" belongs to the account ${folder.uid}, not to this one (${uid}): run Trio ` +
        "and the doctor as its owner",
    );
  }
  return well(about, `"${dataDir}" is closed to others`);
}

function judgeDisk({ freeBytes }: Machine, { diskMarginBytes, databaseUrl }: Judged): Finding {
  const about = "disk";
  if (freeBytes === null) {
    return note(about, "Nobody can know how much of it is free: watch it by other means");
  }
  const free = `${Math.floor(freeBytes / mebibyte)} MB of the disk of DATA_DIR are free`;
  if (databaseUrl !== null) {
    return well(about, `${free}; that of Postgres is to be watched where Postgres is`);
  }
  if (diskMarginBytes === 0) {
    return note(about, `${free}, and DISK_MARGIN_MB is 0: a full disk breaks the database off`);
  }
  const margin = `DISK_MARGIN_MB is ${diskMarginBytes / mebibyte}`;
  if (freeBytes < diskMarginBytes) {
    return wrong(about, `${free}, and ${margin}: nothing new is stored. Make room`);
  }
  return freeBytes < plenty * diskMarginBytes
    ? note(about, `${free}, and ${margin}: make room soon`)
    : well(about, free);
}

function judgeOpenFiles({ openFiles }: Machine, settings: Judged): Finding {
  const about = "open files";
  if (openFiles === null) return note(about, "Nobody can know how many a process may have here");
  const most = settings.socketPlaces.most;
  if (openFiles >= most + otherFiles) {
    return well(about, `${openFiles} at most, of which ${most} sockets leave enough`);
  }
  // Nobody opens so many sockets where only this machine can.
  const judge = areStrangersThere(settings) ? wrong : note;
  return judge(
    about,
    `${openFiles} at most, too few for the ${most} sockets of MAX_SOCKETS: raise the limit to ` +
      `${most + otherFiles} or more (LimitNOFILE, nofile, ulimit -n), or lower MAX_SOCKETS`,
  );
}

function judgeMemory(
  { memoryBytes, memoryLimit }: Machine,
  { memoryBytes: set }: Judged,
): Finding {
  const about = "memory";
  const most = set ?? usualMemory(memoryBytes);
  const there = Math.min(memoryBytes, memoryLimit ?? Infinity);
  const mb = (bytes: number) => `${Math.round(bytes / mebibyte)} MB`;
  if (most === 0) {
    return note(about, "MEMORY_MB is 0: new sockets are taken until the kernel ends the process");
  }
  if (most <= there * 0.9) {
    return well(about, `From ${mb(most)} of ${mb(there)} on new sockets are refused`);
  }
  return wrong(
    about,
    `New sockets are refused from ${mb(most)} on, and there are ${mb(there)}: the kernel ends ` +
      `the process before. Set MEMORY_MB=${Math.floor(there * 0.75 / mebibyte)}`,
  );
}
