// What is worth a notification: another member's text, and a match. Pure.

import type { GroupId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import { nameOf, othersOf } from "./members.ts";
import type { State } from "./state.ts";

export type Notifiable =
  | {
    readonly type: "text";
    readonly group: GroupId;
    readonly seq: number;
    readonly name: string;
    readonly text: string;
  }
  | { readonly type: "match"; readonly group: GroupId; readonly names: readonly string[] };

/** What a frame has brought; not what is sent again, nor what this user did. */
export function notifiableOf(frame: ServerFrame, before: State, after: State): Notifiable | null {
  const { user } = after;
  if (user === null) return null;
  if (after.matched !== null && after.matched !== before.matched) {
    return notifiableMatch(after, after.matched);
  }
  if (frame.type !== "message" || frame.message.kind !== "text") return null;
  const groupState = after.groups.get(frame.group);
  const { by, seq, text } = frame.message;
  if (groupState === undefined || by === user.id || text === "") return null;
  const isRead = seq <= groupState.group.readSeq;
  const wasKnown = seq <= (before.groups.get(frame.group)?.group.lastSeq ?? 0);
  if (isRead || wasKnown) return null;
  return { type: "text", group: frame.group, seq, name: nameOf(groupState.group, by) ?? "", text };
}

/** Whether it was read in the meantime, in whatever tab, or its group is gone. */
export function isOver(notifiable: Notifiable, { groups }: State): boolean {
  const groupState = groups.get(notifiable.group);
  return groupState === undefined ||
    (notifiable.type === "text" && notifiable.seq <= groupState.group.readSeq);
}

function notifiableMatch(state: State, id: GroupId): Notifiable | null {
  const groupState = state.groups.get(id);
  if (groupState === undefined || state.user === null) return null;
  const names = othersOf(groupState.group, state.user.id).map((member) => member.username);
  return { type: "match", group: id, names };
}
