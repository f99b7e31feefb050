// Above the log: the way back, the members and who of them is here, and what can be done with the trio.

import type { Group, UserId } from "../../actors/protocol.ts";
import { useTools } from "../context.ts";
import { useDesk } from "../desk.ts";
import { countHere } from "../people.ts";
import { seatedOf } from "../seats.ts";
import { Tick } from "./criteria_fields.tsx";
import { MemberActions } from "./member_actions.tsx";
import { Menu } from "./menu.tsx";
import { Person } from "./person.tsx";
import { namesOf } from "./trio_list.tsx";
import { usePart } from "./use_part.ts";

export function ChatHeader({ group }: { readonly group: Group }) {
  const { speech } = useTools();
  const user = usePart((state) => state.user);
  if (user === null) return null;
  return (
    <header class="chat-header">
      <a class="back" href="/groups" aria-label={speech.t("app.home")}>
        <span aria-hidden="true">‹</span>
      </a>
      <ul class="avatars">
        {seatedOf(group).map((member) => (
          <li key={member.id}>
            <Person group={group} member={member} isNamed={false} />
          </li>
        ))}
      </ul>
      <div class="chat-names">
        <h1>{namesOf(speech, group, user.id)}</h1>
        <p class="quiet">{speech.t("chat.here", { count: countHere(group, user.id) })}</p>
      </div>
      <GroupMenu group={group} me={user.id} />
    </header>
  );
}

interface GroupMenuProps {
  readonly group: Group;
  readonly me: UserId;
}

function GroupMenu({ group, me }: GroupMenuProps) {
  const { choices, speech: { t } } = useTools();
  const { isQuitting, note } = useDesk();
  const isQuiet = choices.isQuiet(group.id);
  return (
    <Menu label={t("chat.menu")} face={<span aria-hidden="true">⋮</span>}>
      <button type="button" class="plain" data-closes onClick={() => (note.value = "who")}>
        {t("command.who")}
      </button>
      {group.why !== undefined && (
        <button type="button" class="plain" data-closes onClick={() => (note.value = "why")}>
          {t("why.title")}
        </button>
      )}
      <Tick isOn={isQuiet} set={(isOn) => choices.setQuiet(group.id, isOn)}>{t("chat.quiet")}</Tick>
      <MemberActions group={group} me={me} />
      <button type="button" class="plain error" data-closes onClick={() => (isQuitting.value = true)}>
        {t("chat.quit")}
      </button>
    </Menu>
  );
}
