// Above the log: the way back, the members, each with more to tell, who is here, and the menu of
// the trio.

import type { Group, Member, UserId } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { useChatUi } from "./chat_ui.ts";
import { countHere, isFirstTrio, seatedOf } from "../state/members.ts";
import { unread } from "../../client/state/state.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { Tick } from "../ui/tick.tsx";
import { onDemand } from "../ui/on_demand.tsx";
import { Menu } from "../ui/menu.tsx";
import { Person } from "../ui/person.tsx";
import { namesOf, Unread } from "../ui/trio_list.tsx";
import { useSelector } from "../ui/use_selector.ts";

const MemberActions = onDemand(async () => (await import("../on_demand.ts")).MemberActions);

export function ChatHeader({ group }: { readonly group: Group }) {
  const { speech } = useTools();
  const user = useSelector((state) => state.user);
  const elsewhere = useSelector((state) =>
    unread(state) - (state.groups.get(group.id)?.group.unread ?? 0)
  );
  if (user === null) return null;
  const here = countHere(group, user.id);
  return (
    <header class="chat-header">
      <a class="back" href="/groups">
        <span aria-hidden="true">‹</span>
        <span class="only-read">{speech.t("app.home")}</span>
        <Unread count={elsewhere} />
      </a>
      <ul class="avatars">
        {seatedOf(group).map((member) => (
          <li key={member.id}>
            {member.leftAt === null
              ? <Face group={group} member={member} />
              : <span class="empty-seat" aria-hidden="true" />}
          </li>
        ))}
      </ul>
      <div class="chat-names">
        <h1 translate={false}>{namesOf(speech, group, user.id)}</h1>
        {here !== null && <p class="quiet">{speech.t("chat.here", { count: here })}</p>}
      </div>
      <GroupMenu group={group} me={user.id} />
    </header>
  );
}

/** Pressed, it tells more of the member. */
function Face({ group, member }: { readonly group: Group; readonly member: Member }) {
  const { dialog } = useChatUi();
  return (
    <button
      type="button"
      class="face"
      onClick={() => (dialog.value = { type: "person", user: member.id })}
    >
      <Person group={group} member={member} isNamed={false} />
    </button>
  );
}

interface GroupMenuProps {
  readonly group: Group;
  readonly me: UserId;
}

function GroupMenu({ group, me }: GroupMenuProps) {
  const tools = useTools();
  const { choices, speech: { t } } = tools;
  const { dialog, note } = useChatUi();
  const isQuiet = choices.isQuiet(group.id);
  return (
    <Menu
      label={t("chat.menu")}
      face={<span aria-hidden="true">⋮</span>}
      near={() => MemberActions.prefetch(tools)}
    >
      <AsyncButton data-closes act={() => (dialog.value = { type: "search" })}>
        {t("search.title")}
      </AsyncButton>
      <AsyncButton data-closes act={() => (note.value = "who")}>
        {t("command.who")}
      </AsyncButton>
      {group.why !== undefined && isFirstTrio(group) && (
        <AsyncButton data-closes act={() => (note.value = "why")}>
          {t("why.title")}
        </AsyncButton>
      )}
      <Tick isOn={isQuiet} set={(isOn) => choices.setQuiet(group.id, isOn)}>{t("chat.quiet")}</Tick>
      <MemberActions group={group} me={me} />
      <AsyncButton look="plain error" data-closes act={() => (dialog.value = { type: "quit" })}>
        {t("chat.quit")}
      </AsyncButton>
    </Menu>
  );
}
