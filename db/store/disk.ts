// The disk under a store, as far as the rest of the program needs to know of it.

/** What a call does to the disk. What frees or ends something may write a little. */
export type Effect = "reads" | "frees" | "adds";

export interface Disk {
  /** Null: such a call may be made; else why not, for people. */
  refusal(effect: Effect): string | null;
}
