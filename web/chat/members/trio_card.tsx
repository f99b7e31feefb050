// The first item of a log, which stays: who the three are, and why they were matched. Who comes in
// later has one of their own.

import type { ComponentChildren } from "preact";
import type { FormedMessage, Group, Member, UserId } from "../../../protocol/domain.ts";
import { isDeleted, nameOf, othersOf, seatedOf } from "../../state/members.ts";
import { useTools } from "../../ui/context.ts";
import { Together } from "../../ui/together.tsx";
import { FaceButton } from "./face_button.tsx";
import { Reasons } from "./reasons.tsx";

interface TrioCardProps {
  readonly group: Group;
  readonly people: readonly Member[];
  readonly title: ComponentChildren;
  readonly children: ComponentChildren;
}

function TrioCard({ group, people, title, children }: TrioCardProps) {
  const { t } = useTools().speech;
  return (
    <div class="trio-card">
      <ul class="faces">
        {people.map((member) => (
          <li key={member.id}>
            <FaceButton group={group} member={member} size={56} isStop={false} />
            {!isDeleted(member) && member.age !== null && (
              <span>{t("member.age", { count: member.age })}</span>
            )}
          </li>
        ))}
      </ul>
      <p class="trio-card-title">{title}</p>
      {children}
    </div>
  );
}

export function FormedCard({ item, group }: {
  readonly item: FormedMessage;
  readonly group: Group;
}) {
  const { t, markup } = useTools().speech;
  const names = item.members.map((user) => nameOf(group, user) ?? t("chat.someone"));
  const people = item.members.flatMap((user) => group.members.find(({ id }) => id === user) ?? []);
  return (
    <TrioCard group={group} people={people} title={markup("chat.formed", { names })}>
      {group.why === undefined
        ? item.together && <Together pair={item.together} group={group} />
        : <Reasons group={group} />}
    </TrioCard>
  );
}

/** To a newcomer, who sees neither how the group was formed nor what was said before. */
export function NewcomerCard({ group, me }: { readonly group: Group; readonly me: UserId }) {
  const { t, markup } = useTools().speech;
  const names = othersOf(group, me).map(({ username }) => username);
  return (
    <TrioCard
      group={group}
      people={seatedOf(group).filter(({ leftAt }) => leftAt === null)}
      title={markup("chat.youJoined", { names })}
    >
      <p>{t("chat.beforeYou")}</p>
      {group.together && <Together group={group} pair={group.together} />}
    </TrioCard>
  );
}
