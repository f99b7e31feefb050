// The moment of the match: who is there, and the way to the chat, which never opens by itself.

import type { Group } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Together } from "../ui/together.tsx";
import { namesOf } from "../ui/trio_list.tsx";

export function MatchCard({ group }: { readonly group: Group }) {
  const { session, speech } = useTools();
  const { user } = session.state.value;
  if (user === null) return null;
  return (
    <section class="card match">
      <h1>{speech.t("match.title")}</h1>
      <span class="avatars large">
        {group.members.filter(({ leftAt }) => leftAt === null).map((member) => (
          <Avatar key={member.id} group={group} member={member} size={64} hasDot={false} />
        ))}
      </span>
      <p>{namesOf(speech, group, user.id)}</p>
      {group.together && <Together group={group} pair={group.together} />}
      <a class="button" href={`/groups/${group.id}`}>{speech.t("match.open")}</a>
    </section>
  );
}
