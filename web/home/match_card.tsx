// The moment of the match: the three move together, then who they are and why these three, and the
// way to the chat, which never opens by itself.

import type { Group, Member } from "../../protocol/domain.ts";
import { Reasons } from "../chat/members/reasons.tsx";
import { Told } from "../chat/members/told.tsx";
import { isDeleted, isFirstTrio, othersOf } from "../state/members.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { Unread } from "../ui/trio_list.tsx";
import { BotMark } from "../ui/bot_mark.tsx";
import { Avatar } from "../ui/avatar.tsx";

export function MatchCard({ group }: { readonly group: Group }) {
  const { session, speech: { t } } = useTools();
  const { user } = session.state.value;
  if (user === null) return null;
  const here = group.members.filter(({ leftAt }) => leftAt === null);
  // At the place where one has waited.
  const seated = here.toSorted((a, b) => Number(b.id === user.id) - Number(a.id === user.id));
  return (
    <section class="card match">
      <div class="match-seats">
        {seated.map((member) => (
          <Avatar key={member.id} group={group} member={member} size={72} hasDot={false} />
        ))}
      </div>
      <div class="match-words">
        <h1>{t("match.title")}</h1>
        <ul class="match-people">
          {othersOf(group, user.id).map((member) => <Who key={member.id} member={member} />)}
        </ul>
        {group.why !== undefined && isFirstTrio(group) && <Reasons group={group} />}
        <a class="button" href={`/groups/${group.id}`}>
          {t("match.open")} <Unread count={group.unread} />
        </a>
        <AsyncButton act={() => session.dismissMatch()}>{t("match.later")}</AsyncButton>
      </div>
    </section>
  );
}

function Who({ member }: { readonly member: Member }) {
  const { t } = useTools().speech;
  if (isDeleted(member)) return <li>{t("member.deleted")}</li>;
  return (
    <li>
      <bdi class="name" translate={false}>{member.username}</bdi>
      <BotMark user={member} />{" "}
      <span class="quiet">{t("member.age", { count: member.age ?? 0 })}</span>
      <Told member={member} />
    </li>
  );
}
