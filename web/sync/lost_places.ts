// Groups in which a newcomer has taken the user's place: with whom they were, for a word about it.
// `ready` leaves such a group out, and `gone` says why.

import type { GroupId, UserId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import { othersOf } from "../state/members.ts";
import type { State } from "../../client/state/state.ts";

export class LostPlaces {
  /** Of the groups that the last `ready` has left out. */
  readonly #names = new Map<GroupId, readonly string[]>();

  /** With whom a group was that is lost by this frame; null: none is. `before`: it was applied. */
  onFrame(frame: ServerFrame, { groups, user }: State): readonly string[] | null {
    if (frame.type === "ready" && user !== null) {
      this.#names.clear();
      for (const { group } of groups.values()) {
        const isThere = frame.groups.some(({ id }) => id === group.id);
        if (!isThere) this.#names.set(group.id, namesIn(group, user.id));
      }
    }
    if (frame.type !== "gone" || frame.reason !== "away") return null;
    const names = this.#names.get(frame.group) ?? null;
    return names?.length ? names : null;
  }
}

function namesIn(group: Parameters<typeof othersOf>[0], me: UserId): string[] {
  return othersOf(group, me).map(({ username }) => username).filter((name) => name !== "");
}
