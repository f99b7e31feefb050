// What is worth a notification: another member's text, and a match; and what a notification has to
// say now, which changes with the state. Pure.

import type { ShownText } from "../../protocol/log.ts";
import type { GroupId, TextMessage, UserId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { GroupState } from "../../client/state/group_state.ts";
import { nameOf, othersOf } from "./members.ts";
import type { State } from "../../client/state/state.ts";

/** What a notification is about; a match up to the last seq of its group. */
export interface Notifiable {
  readonly type: "text" | "match";
  readonly group: GroupId;
  readonly seq: number;
}

/** What there is to say: the newest unread text of a group, of so many, or who was matched. */
export type News =
  & Notifiable
  & (
    | {
      readonly type: "text";
      readonly name: string;
      readonly text: string;
      readonly count: number;
    }
    | { readonly type: "match"; readonly names: readonly string[] }
  );

/** What a frame has brought; not what is sent again, nor what this user did. */
export function notifiableOf(frame: ServerFrame, before: State, after: State): Notifiable | null {
  const { user } = after;
  if (user === null) return null;
  if (after.matched !== null && after.matched !== before.matched) {
    const lastSeq = after.groups.get(after.matched)?.group.lastSeq ?? 0;
    return { type: "match", group: after.matched, seq: Math.max(1, lastSeq) };
  }
  if (frame.type !== "message" || frame.message.kind !== "text") return null;
  const groupState = after.groups.get(frame.group);
  const { by, seq, text } = frame.message;
  if (groupState === undefined || by === user.id || text === "") return null;
  const isRead = seq <= groupState.group.readSeq;
  const wasKnown = seq <= (before.groups.get(frame.group)?.group.lastSeq ?? 0);
  return isRead || wasKnown ? null : { type: "text", group: frame.group, seq };
}

/** Whether a notification that is shown may have to say something else after a frame. */
export function mayChangeNews({ user }: State, frame: ServerFrame): boolean {
  switch (frame.type) {
    case "ready":
    case "gone":
      return true;
    case "read":
      return frame.user === user?.id;
    case "message":
      return frame.message.kind === "edited" || frame.message.kind === "erased";
    default:
      return false;
  }
}

/**
 * What there is to say of it now; null when it was read in the meantime, in whatever tab, taken
 * back, or its group is gone.
 */
export function newsOf({ type, group, seq }: Notifiable, { user, groups }: State): News | null {
  const groupState = groups.get(group);
  if (groupState === undefined || user === null) return null;
  if (type === "text") return unreadNews(groupState, user.id);
  if (seq <= groupState.group.readSeq) return null;
  const names = othersOf(groupState.group, user.id).map((member) => member.username);
  return { type, group, seq, names };
}

function unreadNews({ group, shown: { items } }: GroupState, me: UserId): News | null {
  const isNews = (item: ShownText | TextMessage) =>
    item.by !== me && item.seq > group.readSeq && !item.erased;
  const held = items.findLast((item) => item.kind === "text" && isNews(item));
  // Where the log has not come yet, its last message is known.
  const isHeld = items.some(({ seq }) => seq === group.last?.seq);
  const newest = held ?? (isHeld ? null : group.last);
  if (newest?.kind !== "text" || !isNews(newest)) return null;
  return {
    type: "text",
    group: group.id,
    seq: newest.seq,
    name: nameOf(group, newest.by) ?? "",
    text: newest.text,
    count: Math.max(1, group.unread),
  };
}
