// What nobody said: the card of those who were matched, who came in later, who left.

import type { Group, UserId } from "../../../protocol/domain.ts";
import type { ShownSystem } from "../../../protocol/log.ts";
import { nameOf } from "../../state/members.ts";
import { useTools } from "../../ui/context.ts";
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
      {item.kind === "formed" && <FormedCard item={item} group={group} />}
      {item.kind === "joined" && (item.by === me
        ? <NewcomerCard group={group} me={me} />
        : markup("chat.someoneJoined", { name }))}
      {item.kind === "left" && (
        <>
          <span class="empty-seat" aria-hidden="true" />
          {markup(item.reason === "away" ? "chat.someoneReplaced" : "chat.someoneLeft", { name })}
        </>
      )}
    </li>
  );
}
