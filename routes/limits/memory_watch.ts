// Whether the process is short of memory. Then new sockets are refused, so that those that are open
// do not suffer with them.

import type { Report } from "../../logging/events.ts";
import type { Clock } from "../../protocol/clock.ts";

export interface MemoryWatch {
  isShort(): boolean;
}

export interface MemoryOptions {
  readonly clock: Clock;
  /** Bytes that the process has of the machine. */
  readonly usedBytes: () => number;
  /** From so many on memory is short; 0: it never is. */
  readonly mostBytes: number;
  readonly report: Report;
}

/** What is read stands for so long: to read it takes a call of the system. */
const readEachMs = 1_000;
/** Once memory is short it is so until this part of the most is used, so that it does not flap. */
const enoughAgain = 0.95;

/** V8 breaks off when its heap is full, which is at some 4 GB wherever there is as much. */
export function usualMemory(totalBytes: number): number {
  return Math.min(totalBytes * 3 / 4, 3 * 2 ** 30);
}

export function createMemoryWatch(
  { clock, usedBytes, mostBytes, report }: MemoryOptions,
): MemoryWatch {
  let isShort = false;
  let readAt = -Infinity;
  const read = () => {
    const used = usedBytes();
    const wasShort = isShort;
    isShort = used >= (wasShort ? enoughAgain * mostBytes : mostBytes);
    if (isShort === wasShort) return;
    const mb = (bytes: number) => Math.round(bytes / 2 ** 20);
    report(isShort ? "memory_short" : "memory_enough", {
      ...{ used_mb: mb(used), limit_mb: mb(mostBytes) },
    });
  };
  return {
    isShort() {
      const now = clock.now();
      // A clock that was set back must not stop the reading.
      if (mostBytes > 0 && Math.abs(now - readAt) >= readEachMs) {
        readAt = now;
        read();
      }
      return isShort;
    },
  };
}
