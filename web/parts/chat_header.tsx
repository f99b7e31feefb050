// Above the log: the way back, the members and who of them is here, and quitting.

import type { Group, Member } from "../../actors/protocol.ts";
import { useTools } from "../context.ts";
import { countHere, hueOf } from "../people.ts";
import { Avatar } from "./avatar.tsx";
import { namesOf } from "./trio_list.tsx";

interface ChatHeaderProps {
  readonly group: Group;
  readonly askToQuit: () => void;
}

export function ChatHeader({ group, askToQuit }: ChatHeaderProps) {
  const { session, speech } = useTools();
  const { user } = session.state.value;
  if (user === null) return null;
  return (
    <header class="chat-header">
      <a class="back" href="/groups" aria-label={speech.t("app.home")}>
        <span aria-hidden="true">‹</span>
      </a>
      <ul class="avatars">
        {group.members.map((member) => (
          <li key={member.id}>
            <Person group={group} member={member} />
          </li>
        ))}
      </ul>
      <div class="chat-names">
        <h1>{namesOf(speech, group, user.id)}</h1>
        <p class="quiet">{speech.t("chat.here", { count: countHere(group, user.id) })}</p>
      </div>
      <button type="button" class="plain" onClick={askToQuit}>{speech.t("chat.quit")}</button>
    </header>
  );
}

function Person({ group, member }: { readonly group: Group; readonly member: Member }) {
  const { session, speech: { t } } = useTools();
  const isMe = member.id === session.state.value.user?.id;
  const where = member.leftAt !== null ? "chat.left" : member.online || isMe ? "chat.online" : "chat.away";
  const words = t("chat.member", { name: member.username, count: member.age, presence: t(where) });
  return (
    <span title={words}>
      <Avatar member={member} hue={hueOf(group, member.id)} size={32} hasDot={!isMe} />
      <span class="only-read">{words}</span>
    </span>
  );
}
