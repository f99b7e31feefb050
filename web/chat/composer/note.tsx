// The answer to a command or to an item of the menu: who is here, the commands, the reasons of the
// match. Only this user sees it.

import type { Group } from "../../../protocol/domain.ts";
import { commands } from "../commands.ts";
import { useTools } from "../../ui/context.ts";
import { useChatUi } from "../chat_ui.ts";
import { Person } from "../../ui/person.tsx";
import { Reasons } from "../members/reasons.tsx";

export function Note({ group }: { readonly group: Group }) {
  const { note } = useChatUi();
  return (
    <>
      {note.value === "who" && <Who group={group} />}
      {note.value === "help" && <Help />}
      {note.value === "why" && <Reasons group={group} />}
    </>
  );
}

function Who({ group }: { readonly group: Group }) {
  return (
    <ul class="who">
      {group.members.map((member) => (
        <li key={member.id}>
          <Person group={group} member={member} isNamed />
        </li>
      ))}
    </ul>
  );
}

function Help() {
  const { t } = useTools().speech;
  return (
    <ul>
      {commands.map((command) => (
        <li key={command}>
          <strong>/{command}</strong> {t(`command.${command}`)}
        </li>
      ))}
      <li>{t("chat.writeHint")}</li>
      <li>{t("command.up")}</li>
      <li>{t("mention.help")}</li>
      <li>{t("chat.holdHelp")}</li>
      <li>{t("reply.key")}</li>
    </ul>
  );
}
