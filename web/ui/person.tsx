// A member's circle, and in words what it shows.

import type { Group, Member } from "../../protocol/domain.ts";
import { useTools } from "./context.ts";
import { isDeleted, presenceOf } from "../state/members.ts";
import { BotMark } from "./bot_mark.tsx";
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
  const me = useSelector((state) => state.user?.id);
  const key = presenceOf(member, me);
  const presence = key === null ? "" : t(key);
  const values = { name: member.username, count: member.age ?? 0, presence };
  const text = presence === "" ? "chat.memberOnly" : "chat.member";
  return (
    <span class="person" title={isDeleted(member) ? t("member.deleted") : t(text, values)}>
      <Avatar group={group} member={member} size={32} hasDot={member.id !== me} />
      <span class={isNamed ? undefined : "only-read"}>
        {isDeleted(member) ? t("member.deleted") : markup(text, values)}
        <BotMark user={member} />
      </span>
    </span>
  );
}
