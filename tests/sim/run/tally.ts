// How often everything happened over many simulated worlds, and which worlds failed.

import type { Outcome } from "./run.ts";

export class Tally {
  readonly counts = new Map<string, number>();
  readonly failed: number[] = [];

  add({ seed, findings, counts }: Outcome): void {
    if (findings.length > 0) this.failed.push(seed);
    for (const [name, count] of Object.entries(counts)) {
      this.counts.set(name, (this.counts.get(name) ?? 0) + count);
    }
  }

  table(): string {
    return [...this.counts].sort(([a], [b]) => a < b ? -1 : 1)
      .map(([name, count]) => `${String(count).padStart(9)} ${name}`).join("\n");
  }
}
