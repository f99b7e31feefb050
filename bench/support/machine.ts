// What Linux tells of a process and of the machine.

// @ts-types="@types/pg"
import pg from "pg";

/** `sysconf(_SC_CLK_TCK)`, the same on every Linux that Deno runs on. */
const msPerTick = 1_000 / 100;

/** User and system time that a process has taken, in ms. */
export async function cpuMs(pid: number): Promise<number> {
  const fields = await statOf(String(pid));
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

/** The same for a process and its children, alive or ended. */
export async function familyCpuMs(pid: number): Promise<number> {
  for (;;) {
    const dead = await endedTicks(pid);
    const children = await Promise.all(
      await Array.fromAsync(Deno.readDir("/proc"), async ({ name }) => {
        const fields = /^\d+$/.test(name) ? await statOf(name).catch(() => []) : [];
        return Number(fields[1]) === pid ? Number(fields[11]) + Number(fields[12]) : 0;
      }),
    );
    const own = await cpuMs(pid);
    // A child that ended meanwhile is in neither sum, or in both.
    if (await endedTicks(pid) !== dead) continue;
    return own + (dead + children.reduce((sum, one) => sum + one, 0)) * msPerTick;
  }
}

/** Ticks that the children have taken that have ended. */
async function endedTicks(pid: number): Promise<number> {
  const fields = await statOf(String(pid));
  return Number(fields[13]) + Number(fields[14]);
}

/** The parent of all processes of a Postgres. */
export async function postmasterOf(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows: [row] } = await client.query("select pg_backend_pid() as pid");
  const fields = await statOf(String(row.pid));
  await client.end();
  return Number(fields[1]);
}

/** Time that all cores together were busy since they were switched on, in ms. */
export async function busyMs(): Promise<number> {
  const [line = ""] = (await Deno.readTextFile("/proc/stat")).split("\n");
  const [user = 0, nice = 0, system = 0, _idle, _wait, irq = 0, soft = 0] = line.split(/\s+/)
    .slice(1).map(Number);
  return (user + nice + system + irq + soft) * msPerTick;
}

/** Resident memory of a process, in KiB. */
export async function residentKib(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(status.match(/^VmRSS:\s+(\d+) kB$/m)?.[1]);
}

/** Files and sockets that a process may have open; Deno raises it to the hard limit by itself. */
export async function openFilesMost(): Promise<number> {
  const limits = await Deno.readTextFile("/proc/self/limits");
  return Number(limits.match(/^Max open files\s+(\d+)/m)?.[1]);
}

export async function describeMachine(): Promise<string> {
  const cpu = (await Deno.readTextFile("/proc/cpuinfo")).match(/^model name\s*:\s*(.+)$/m)?.[1] ??
    Deno.build.arch;
  const gib = (Deno.systemMemoryInfo().total / 2 ** 30).toFixed(0);
  return `${navigator.hardwareConcurrency} cores (${cpu}), ${gib} GiB, Linux ${Deno.osRelease()}, Deno ${Deno.version.deno}`;
}

/** The fields from the state on: the name before them may hold spaces and brackets. */
async function statOf(pid: string): Promise<string[]> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
