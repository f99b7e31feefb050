// What the rows of earlier versions of the browser's database become in this one. A user may come
// back after a long time with unsent texts that an old page has kept. Pure.

import type { Pending } from "../../client/state/pending.ts";
import type { Snapshot } from "../state/snapshot.ts";

/**
 * 1: an operation was called `deed`, the groups of a snapshot `rooms`, and the last criteria
 * `wish`, which were missing at first. 2: as they are called now.
 */
export const version = 2;

/** An operation as version 1 kept it. */
interface OldPending extends Omit<Pending, "operation"> {
  readonly deed: Pending["operation"];
}

/** A snapshot as version 1 kept it. */
interface OldSnapshot extends Omit<Snapshot, "groups" | "lastCriteria"> {
  readonly rooms: Snapshot["groups"];
  readonly wish?: Snapshot["lastCriteria"];
}

export function renewPending({ deed, ...rest }: OldPending): Pending {
  return { operation: deed, ...rest };
}

export function renewSnapshot({ rooms, wish = null, ...rest }: OldSnapshot): Snapshot {
  return { groups: rooms, lastCriteria: wish, ...rest };
}
