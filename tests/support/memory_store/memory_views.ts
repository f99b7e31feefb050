// Groups as their members see them in the memory store, as db/groups/groups.ts has them.

import type { GroupId, Seat, UserId } from "../../../protocol/domain.ts";
import { withoutUnseen } from "../../../protocol/log.ts";
import type { StoredGroup, StoredMember } from "../../../db/store/groups.ts";
import { unseenBy } from "./memory_preferences.ts";
import {
  type KeptMember,
  type KeptTicket,
  seenAt,
  type State,
  userOf,
  wereTogether,
} from "./memory_state.ts";

export function viewOf(state: State, user: UserId, id: GroupId): StoredGroup | null {
  const group = state.groups.get(id);
  const mine = group?.members.find((member) => member.id === user && member.leftAt === null);
  if (group === undefined || mine === undefined) return null;
  const { name, formedAt, why, log } = group;
  const { firstSeq, readSeq } = mine;
  const members = group.members.filter((member) => wereTogether(mine, member))
    .map((member) => ({
      ...memberOf(state, user, member),
      ...(firstSeq > 1 && { position: group.members.indexOf(member) }),
    }));
  const seat = state.seats.get(id);
  const unread =
    log.filter((message) =>
      message.kind === "text" && !message.erased && message.by !== user && message.seq > readSeq &&
      message.seq >= firstSeq
    ).length;
  const last = log.filter(({ seq }) => seq >= firstSeq).at(-1);
  const seen = last ? withoutUnseen(last, firstSeq) : null;
  const present = group.members.filter(({ leftAt }) => leftAt === null);
  return {
    ...{
      id,
      name: firstSeq === 1
        ? name
        : present.map((member) => userOf(state, member.id).user.username).join(", "),
      members,
      formedAt,
      firstSeq,
      lastSeq: seen?.seq ?? 0,
      readSeq,
      unread,
      last: seen,
    },
    ...(firstSeq === 1 && why && { why }),
    ...togetherOf(group.members),
    ...(seat && { seat: seatViewOf(seat, present) }),
  };
}

/** Where who was away has left by themselves, the place is free. */
function seatViewOf({ id, since, placeOf }: KeptTicket, present: readonly KeptMember[]): Seat {
  const place = present.find((member) => member.id === placeOf);
  return { id, since, ...(place && { placeOf: place.id }) };
}

/** The two members of now who came in as partners. */
function togetherOf(members: readonly KeptMember[]): Pick<StoredGroup, "together"> {
  const here = members.filter(({ leftAt }) => leftAt === null);
  for (const { id, cameWith } of here) {
    const partner = here.find((other) => other.id === cameWith);
    if (partner) return { together: [id, partner.id] };
  }
  return {};
}

function memberOf(state: State, viewer: UserId, member: KeptMember): StoredMember {
  const { id, firstSeq, readSeq, leftAt } = member;
  const asked = state.rematchWishes.get(viewer)?.has(id);
  const mutual = state.rematchWishes.get(id)?.has(viewer);
  const known = {
    ...userOf(state, id).user,
    profile: userOf(state, id).profile,
    firstSeq,
    readSeq,
    leftAt,
    seenAt: seenAt(state, member),
    ...unseenBy(state, viewer, id),
  };
  return asked ? { ...known, again: mutual ? "mutual" : "asked" } : known;
}
