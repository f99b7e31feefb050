// What nobody said: the card of those who were matched, who came in later, who left.

import type { Group, UserId } from "../../../protocol/domain.ts";
import type { ShownSystem } from "../../../protocol/log.ts";
import { nameOf } from "../../state/members.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { useTools } from "../../ui/context.ts";
import { Told } from "../members/told.tsx";
import { FormedCard, NewcomerCard } from "../members/trio_card.tsx";

interface SystemLineProps {
  readonly item: ShownSystem;
  readonly group: Group;
  readonly me: UserId;
}

export function SystemLine({ item, group, me }: SystemLineProps) {
  const { t, markup } = useTools().speech;
  const name = nameOf(group, item.by) ?? t("chat.someone");
  return (
    <li class="system" data-seq={item.seq}>
      {item.kind === "formed" && <FormedCard item={item} group={group} me={me} />}
      {item.kind === "joined" && (item.by === me
        ? <NewcomerCard group={group} me={me} />
        : <Joined user={item.by} name={name} group={group} />)}
      {item.kind === "left" && (
        <>
          <span class="empty-seat" aria-hidden="true" />
          {markup(item.reason === "away" ? "chat.someoneReplaced" : "chat.someoneLeft", { name })}
        </>
      )}
    </li>
  );
}

interface JoinedProps {
  readonly user: UserId | null;
  readonly name: string;
  readonly group: Group;
}

/** With what they tell, for those who were there. */
function Joined({ user, name, group }: JoinedProps) {
  const { markup } = useTools().speech;
  const member = group.members.find(({ id }) => id === user);
  return (
    <>
      {member && <Avatar group={group} member={member} size={16} hasDot={false} />}
      {markup("chat.someoneJoined", { name })}
      {member?.leftAt === null && <Told member={member} />}
    </>
  );
}
