// What is worth a word to someone who looks elsewhere: a text of another member, and a match. Pure;
// what the browser does with it is another matter.

import type { GroupId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import { nameOf, othersOf } from "./members.ts";
import type { State } from "./state.ts";

export type News =
  | {
    readonly type: "text";
    readonly group: GroupId;
    readonly seq: number;
    readonly name: string;
    readonly text: string;
  }
  | { readonly type: "match"; readonly group: GroupId; readonly names: readonly string[] };

/**
 * What a frame has brought that is new: not what was missed and is told again, nor what this user
 * did.
 */
export function notifiableOf(frame: ServerFrame, before: State, after: State): News | null {
  const { user } = after;
  if (user === null) return null;
  if (after.matched !== null && after.matched !== before.matched) {
    return matchNews(after, after.matched);
  }
  if (frame.type !== "message" || frame.message.kind !== "text") return null;
  const groupState = after.groups.get(frame.group);
  const { by, seq, text } = frame.message;
  if (
    groupState === undefined || by === user.id || text === "" || seq <= groupState.group.readSeq
  ) return null;
  if (seq <= (before.groups.get(frame.group)?.group.lastSeq ?? 0)) return null;
  return { type: "text", group: frame.group, seq, name: nameOf(groupState.group, by) ?? "", text };
}

/**
 * Whether it is nothing to be told any more: read in another tab or on another device, left, or
 * whose it was logged out.
 */
export function isOver(notifiable: News, { groups }: State): boolean {
  const groupState = groups.get(notifiable.group);
  return groupState === undefined ||
    (notifiable.type === "text" && notifiable.seq <= groupState.group.readSeq);
}

function matchNews(state: State, id: GroupId): News | null {
  const groupState = state.groups.get(id);
  if (groupState === undefined || state.user === null) return null;
  const names = othersOf(groupState.group, state.user.id).map((member) => member.username);
  return { type: "match", group: id, names };
}
