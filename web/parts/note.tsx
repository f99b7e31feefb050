// What a command has answered: who is here, or what the commands are. Seen by this user alone, until it is closed.

import type { Group } from "../../actors/protocol.ts";
import { commands } from "../commands.ts";
import { useTools } from "../context.ts";
import { useDesk } from "../desk.ts";
import { Person } from "./person.tsx";

export function Note({ group }: { readonly group: Group }) {
  const { t } = useTools().speech;
  const { note } = useDesk();
  return (
    <div role="status">
      {note.value !== null && (
        <section class="command-note">
          {note.value === "who" ? <Who group={group} /> : <Help />}
          <button type="button" class="plain" onClick={() => (note.value = null)}>{t("app.close")}</button>
        </section>
      )}
    </div>
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
    </ul>
  );
}
