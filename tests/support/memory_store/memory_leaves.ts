// How a member leaves in the memory store, as db/groups/members.ts has it.

import type { GroupId, Message } from "../../../protocol/domain.ts";
import { noteLeave } from "./memory_reaches.ts";
import { add, type State } from "./memory_state.ts";
import { reopen } from "./memory_tickets.ts";

/** Adds the message "left" and ends its author's membership. */
export function leaveGroup(state: State, id: GroupId, message: Message): "stored" | "conflict" {
  const group = state.groups.get(id);
  const mine = group?.members.find((member) => member.id === message.by && member.leftAt === null);
  if (group === undefined || mine === undefined || add(state, group, message).type !== "stored") {
    return "conflict";
  }
  mine.leftAt = message.at;
  mine.leftSeq = message.seq;
  const seat = state.seats.get(id);
  seat?.criteria.delete(mine.id);
  if (seat?.criteria.size === 0) state.seats.delete(id);
  const leave = { group: id, user: mine.id, at: message.at };
  if (noteLeave(state, leave)) reopen(state, mine);
  return "stored";
}
