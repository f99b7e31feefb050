// What Linux tells of a process and of the machine.

/** `sysconf(_SC_CLK_TCK)`, the same on every Linux that Deno runs on. */
const ticksPerSecond = 100;

/** User and system time that a process has taken, in ms. */
export async function cpuMs(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  // The name in brackets may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 1_000 / ticksPerSecond;
}

/** Resident memory of a process, in KiB. */
export async function residentKib(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(status.match(/^VmRSS:\s+(\d+) kB$/m)?.[1]);
}

export async function describeMachine(): Promise<string> {
  const cpu = (await Deno.readTextFile("/proc/cpuinfo")).match(/^model name\s*:\s*(.+)$/m)?.[1] ??
    Deno.build.arch;
  const gib = (Deno.systemMemoryInfo().total / 2 ** 30).toFixed(0);
  return `${navigator.hardwareConcurrency} cores (${cpu}), ${gib} GiB, Linux ${Deno.osRelease()}, Deno ${Deno.version.deno}`;
}
