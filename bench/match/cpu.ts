// Processor time of this process, its collector of garbage included: what others do on the machine
// is not in it.

import process from "node:process";

export function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
