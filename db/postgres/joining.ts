// How a node comes in. One at a time does, and those that come meanwhile wait: the first one has to
// do alone what must be done alone.

import type pg from "pg";
import {
  databaseLock,
  hasLeftovers,
  joiningLock,
  nodeLock,
  othersWith,
  tryLock,
  unlock,
} from "./lock_keys.ts";
import { inUse, nameInUse } from "./lock_refusals.ts";

/**
 * Nodes that run take their lock again within so many seconds after Postgres has started. A node
 * that comes in sooner would pass them over and begin anew, which would stop them.
 */
const retakenWithinS = 3;

export interface Waits {
  /** Waits a moment, and throws when the wait is given up. */
  readonly pause: () => Promise<void>;
  /** The same, and throws when former connections have stayed for too long. */
  readonly awaitLeftovers: () => Promise<void>;
}

/**
 * Whether the node is alone: then it has the lock on the database exclusively, until `letOthersIn`.
 * Else it has it shared, as those that run have. Throws a Refusal while a single process has the
 * database, or another one this name.
 */
export async function comeIn(
  client: pg.ClientBase,
  node: string,
  { pause, awaitLeftovers }: Waits,
): Promise<boolean> {
  if (!await tryLock(client, nodeLock(node), "exclusive")) {
    throw nameInUse(node, await othersWith(client, nodeLock(node)));
  }
  while (!await tryLock(client, joiningLock, "exclusive")) await pause();
  for (;;) {
    if (await takeBesideOthers(client)) return false;
    if (!await hasRunAWhile(client) || !await tryLock(client, databaseLock, "exclusive")) {
      await pause();
      continue;
    }
    if (!await hasLeftovers(client)) return true;
    // They may be of nodes that run and have lost the lock: in the meantime those take it again.
    await unlock(client, databaseLock, "exclusive");
    await awaitLeftovers();
  }
}

/** What had to be done alone is done. */
export async function letOthersIn(client: pg.ClientBase, isAlone: boolean): Promise<void> {
  if (isAlone) {
    await tryLock(client, databaseLock, "shared");
    await unlock(client, databaseLock, "exclusive");
  }
  await unlock(client, joiningLock, "exclusive");
}

/** Whether there are others. False, too, while it is not known: it will be. */
async function takeBesideOthers(client: pg.ClientBase): Promise<boolean> {
  if (await tryLock(client, databaseLock, "shared")) {
    // The last of them may have ended a moment ago.
    if ((await othersWith(client, databaseLock)).length > 0) return true;
    await unlock(client, databaseLock, "shared");
    return false;
  }
  const [single] = (await othersWith(client, databaseLock))
    .filter(({ mode }) => mode === "exclusive");
  if (single) throw inUse([single]);
  return false;
}

async function hasRunAWhile(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ has: boolean }>(
    "select clock_timestamp() - pg_postmaster_start_time() > $1 * interval '1 second' as has",
    [retakenWithinS],
  );
  return rows[0]?.has === true;
}
