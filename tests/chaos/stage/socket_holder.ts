// Which process holds one end of a connection of this machine, as Linux tells it in /proc: a proxy
// in front of a node sees all of the node's peers, and tells them apart by it.

/** The name of the process that has connected from that port to that one; null: none of these. */
export function holderOf(
  { from, to }: { readonly from: number; readonly to: number },
  pids: Readonly<Record<string, number>>,
): string | null {
  const inode = inodeOf(from, to);
  if (inode === null) return null;
  const wanted = `socket:[${inode}]`;
  for (const [name, pid] of Object.entries(pids)) if (holds(pid, wanted)) return name;
  return null;
}

/** Of the local end of a connection over IPv4. */
function inodeOf(from: number, to: number): string | null {
  const ends = `${address(from)} ${address(to)} `;
  for (const line of Deno.readTextFileSync("/proc/net/tcp").split("\n")) {
    if (line.includes(ends)) return line.trim().split(/\s+/)[9] ?? null;
  }
  return null;
}

function address(port: number): string {
  return `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
}

function holds(pid: number, wanted: string): boolean {
  try {
    for (const { name } of Deno.readDirSync(`/proc/${pid}/fd`)) {
      if (linkOf(`/proc/${pid}/fd/${name}`) === wanted) return true;
    }
  } catch {
    // The process has ended.
  }
  return false;
}

function linkOf(path: string): string | null {
  try {
    return Deno.readLinkSync(path);
  } catch {
    // It was closed meanwhile.
    return null;
  }
}
