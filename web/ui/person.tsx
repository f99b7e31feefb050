// A member's circle, and in words what it shows.

import type { Group, Member } from "../../protocol/domain.ts";
import { useTools } from "./context.ts";
import { isDeleted } from "../state/members.ts";
import { Avatar } from "./avatar.tsx";
import { useSelector } from "./use_selector.ts";

interface PersonProps {
  readonly group: Group;
  readonly member: Member;
  /** Whether the words stand beside the circle. */
  readonly isNamed: boolean;
}

export function Person({ group, member, isNamed }: PersonProps) {
  const { speech: { t, markup } } = useTools();
  const isMe = useSelector((state) => state.user?.id) === member.id;
  const where = member.leftAt !== null
    ? "chat.left"
    : member.online || isMe
    ? "chat.online"
    : "chat.away";
  const values = { name: member.username, count: member.age ?? 0, presence: t(where) };
  const words = isDeleted(member) ? t("member.deleted") : markup("chat.member", values);
  return (
    <span class="person" title={isDeleted(member) ? t("member.deleted") : t("chat.member", values)}>
      <Avatar group={group} member={member} size={32} hasDot={!isMe} />
      <span class={isNamed ? undefined : "only-read"}>{words}</span>
    </span>
  );
}
