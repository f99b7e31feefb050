// What the browser keeps to start without the server: the last groups and the ends of their logs,
// as they were seen. Pure.

import type { Criteria, Group, Message, Profile, User } from "../../protocol/domain.ts";
import type { Limits } from "../../protocol/limits.ts";
import { keptGroupState } from "../../client/state/group_state.ts";
import { emptyState, latestFirst, type State } from "../../client/state/state.ts";

const mostGroups = 20;
/** Messages of each group. */
const mostMessages = 60;

export interface Snapshot {
  readonly user: User;
  readonly profile: Profile | null;
  readonly limits: Limits;
  readonly lastCriteria: Criteria | null;
  /** Absent: it was kept by an earlier version of the page. */
  readonly history?: string | null;
  /** Latest activity first. */
  readonly groups: readonly {
    readonly group: Group;
    readonly run: readonly Message[];
    /** Absent: it was kept by an earlier version of the page. */
    readonly asOf?: number;
  }[];
}

/** Null before `ready`. */
export function snapshotOf(state: State): Snapshot | null {
  const { user, profile, limits, lastCriteria, history } = state;
  if (user === null || !state.isComplete) return null;
  const groups = latestFirst(state).slice(0, mostGroups)
    .map(({ group, run, asOf }) => ({ group, run: run.slice(-mostMessages), asOf }));
  return { user, profile, limits, lastCriteria, history, groups };
}

/** The state that a snapshot gives, before the server has sent anything. */
export function stateOf({ history = null, groups, ...rest }: Snapshot): State {
  const kept = groups.map(({ group, run, asOf = 0 }, at) => {
    const rank = groups.length - at;
    return [group.id, { ...keptGroupState(group, run, asOf), rank }] as const;
  });
  return { ...emptyState, ...rest, history, groups: new Map(kept) };
}
