// The first item of a log, which stays: who the three are, and why they were matched. Who comes in
// later has one of their own.

import type { ComponentChildren } from "preact";
import type { FormedMessage, Group, Member, UserId } from "../../../protocol/domain.ts";
import { commonLanguages, sharedInterests } from "../../../protocol/self_description.ts";
import { isDeleted, othersOf, seatedOf } from "../../state/members.ts";
import { BotMark } from "../../ui/bot_mark.tsx";
import { useTools } from "../../ui/context.ts";
import { Together } from "../../ui/together.tsx";
import { FaceButton } from "./face_button.tsx";
import { CommonGround, Reasons } from "./reasons.tsx";
import { Told } from "./told.tsx";

interface TrioCardProps {
  readonly group: Group;
  readonly people: readonly Member[];
  readonly me: UserId;
  readonly title: ComponentChildren;
  readonly children: ComponentChildren;
}

function TrioCard({ group, people, me, title, children }: TrioCardProps) {
  return (
    <div class="trio-card">
      <p class="trio-card-title">{title}</p>
      <ul class="trio-people">
        {people.map((member) => (
          <li key={member.id}>
            <FaceButton group={group} member={member} size={40} isStop={false} />
            <Introduced member={member} isMe={member.id === me} />
          </li>
        ))}
      </ul>
      {children}
    </div>
  );
}

/** One's own words are known to oneself. */
function Introduced({ member, isMe }: { readonly member: Member; readonly isMe: boolean }) {
  const { t } = useTools().speech;
  if (isDeleted(member)) return <p>{t("member.deleted")}</p>;
  return (
    <div>
      <bdi class="name" translate={false}>{member.username}</bdi>
      <BotMark user={member} />{" "}
      {member.age !== null && <span>{t("member.age", { count: member.age })}</span>}
      {!isMe && <Told member={member} />}
    </div>
  );
}

interface FormedCardProps {
  readonly item: FormedMessage;
  readonly group: Group;
  readonly me: UserId;
}

export function FormedCard({ item, group, me }: FormedCardProps) {
  const { t } = useTools().speech;
  const people = item.members.flatMap((user) => group.members.find(({ id }) => id === user) ?? []);
  return (
    <TrioCard group={group} people={people} me={me} title={t("chat.formed")}>
      {group.why === undefined
        ? item.together && <Together pair={item.together} group={group} />
        : <Reasons group={group} />}
    </TrioCard>
  );
}

/** To a newcomer, who sees neither how the group was formed nor what was said before. */
export function NewcomerCard({ group, me }: { readonly group: Group; readonly me: UserId }) {
  const { t, markup } = useTools().speech;
  const others = othersOf(group, me);
  const names = others.map(({ username }) => username);
  const people = seatedOf(group).filter(({ leftAt }) => leftAt === null);
  return (
    <TrioCard group={group} people={people} me={me} title={markup("chat.youJoined", { names })}>
      <ul class="reasons">
        {others.length > 1 && <li>{t("chat.othersTalk")}</li>}
        <li>{t("chat.beforeYou")}</li>
        <CommonGround
          people={people}
          languages={commonLanguages(people)}
          interests={sharedInterests(people)}
        />
        {group.together && (
          <li>
            <Together group={group} pair={group.together} />
          </li>
        )}
      </ul>
    </TrioCard>
  );
}
