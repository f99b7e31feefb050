// What the process uses of the machine.

import { cpuUsage } from "node:process";
import type { Gauges } from "./server_snapshot.ts";

export function memory(): Omit<Gauges["memory"], "limitBytes"> {
  const { rss: rssBytes, heapUsed: heapUsedBytes, heapTotal: heapTotalBytes } = Deno.memoryUsage();
  return { rssBytes, heapUsedBytes, heapTotalBytes };
}

/** Of processor time, on all cores together. */
export function cpuSeconds(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1e6;
}
