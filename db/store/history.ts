// History: tells a log from the one that a client was shown, when the database was put back to an
// earlier state (a restored copy) and has gone on from there. docs/decisions/0008 says why so.

import type { GroupId } from "../../protocol/domain.ts";

/** Of each group the last seq that a client holds. */
export type Held = Readonly<Record<GroupId, number>>;

export interface HistoryStore {
  /** Begins a history: at each start of the program, under a new id, before a message is stored. */
  beginHistory(id: string): Promise<void>;
  /**
   * The groups whose log is not, up to the seq that is held, the one that was shown in that
   * history. All of them when the database does not know the history.
   */
  divergedGroups(history: string, held: Held): Promise<GroupId[]>;
}
