// Whether the database's disk has room. A margin keeps the database from meeting the end of the
// disk, since a Postgres that cannot write its log breaks off.

import type { Clock } from "../../protocol/clock.ts";
import type { Report } from "../../logging/events.ts";
import { Unavailable } from "../../protocol/unavailable.ts";
import type { Disk, Effect } from "../store/disk.ts";

export interface DiskWatchOptions {
  /** Null: nobody can know. Never rejects. */
  readonly freeSpace: () => Promise<number | null>;
  /** 0: the free space is not looked at. */
  readonly marginBytes: number;
  readonly clock: Clock;
  /** Told whenever there is room no more, or again. */
  readonly report: Report;
}

const mebibyte = 2 ** 20;
/** Time between two looks. */
const lookEachMs = 1_000;
/** After the database's own error nothing is added for this time; then it is tried again. */
const heldBackMs = 5_000;
/** The part of the margin below which nothing is written. */
const lastPart = 1 / 4;
/** disk_full, and read_only_sql_transaction: so some hosts leave a Postgres whose disk is full. */
const faultCodes: readonly unknown[] = ["53100", "25006"];

const sentences = {
  low: "The disk is nearly full: what is there can be read and deleted, and nothing new is stored",
  full: "The disk is full: what is there can be read, and nothing is stored",
  refused: "The database's disk is full, or it may only be read: nothing new is stored",
} as const;
type Shortage = keyof typeof sentences;

/** A call that was held back before the database was asked. Nothing has changed by it. */
export class NoRoom extends Unavailable {
  override readonly name = "NoRoom";
}

/**
 * Looks at the disk once a second and not for each message. Below the margin nothing is added, and
 * below a quarter of it nothing is written. A disk that cannot be looked at, that of a Postgres
 * elsewhere, is known by the errors of the database: after one, nothing is added for a while.
 */
export class DiskWatch implements Disk {
  readonly #options: DiskWatchOptions;
  #measured: "low" | "full" | null = null;
  #isLooking = false;
  /** When the database last said that it has no room; null: never, and no call reads the clock. */
  #faultAt: number | null = null;
  #stop = () => {};

  constructor(options: DiskWatchOptions) {
    this.#options = options;
  }

  /** Looks, and goes on to do so; resolves after the first time. */
  async start(): Promise<void> {
    const { marginBytes, clock, report } = this.#options;
    if (marginBytes === 0) return;
    this.#stop = clock.every(lookEachMs, () => void this.#look());
    const free = await this.#look();
    if (free === null) report("disk_unknown");
  }

  /** Whether so many bytes may be written and the margin is left; true where nobody can know. */
  async hasRoomFor(bytes: number): Promise<boolean> {
    const free = await this.#options.freeSpace();
    return free === null || free - bytes >= this.#options.marginBytes;
  }

  stop(): void {
    this.#stop();
  }

  refusal(effect: Effect): string | null {
    if (effect === "reads") return null;
    const shortage = this.#shortage();
    return shortage === null || effect === "frees" && shortage !== "full"
      ? null
      : sentences[shortage];
  }

  /** To be called with every error of the database. */
  recordFault(error: unknown): void {
    if (!(error instanceof Error && "code" in error && faultCodes.includes(error.code))) return;
    if (this.#shortage() === null) this.#options.report("database_disk_full", { error });
    this.#faultAt = this.#options.clock.now();
  }

  #shortage(): Shortage | null {
    if (this.#measured || this.#faultAt === null) return this.#measured;
    const since = this.#options.clock.now() - this.#faultAt;
    // A clock that was set back must not hold back anything for long.
    return since >= 0 && since < heldBackMs ? "refused" : null;
  }

  /** Gives the bytes that are free; null: nobody can know, or an earlier look has not ended. */
  async #look(): Promise<number | null> {
    if (this.#isLooking) return null;
    this.#isLooking = true;
    const free = await this.#options.freeSpace();
    this.#isLooking = false;
    const former = this.#measured;
    this.#measured = free === null ? null : this.#judge(free);
    if (this.#measured !== former) this.#notify(free);
    return free;
  }

  #judge(free: number): "low" | "full" | null {
    const { marginBytes } = this.#options;
    if (free >= marginBytes) return null;
    return free >= marginBytes * lastPart ? "low" : "full";
  }

  #notify(free: number | null): void {
    const { report, marginBytes } = this.#options;
    report(this.#measured ? `disk_${this.#measured}` : "disk_has_room", {
      free_mb: free === null ? null : Math.floor(free / mebibyte),
      limit_mb: marginBytes / mebibyte,
    });
  }
}
