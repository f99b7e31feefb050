// CPU time of this process, its garbage collector included: other programs on the machine do not
// count.

import process from "node:process";

export function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
