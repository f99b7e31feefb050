// Tiny circles beside the last line that each of the others has read. They are a line of their own
// without a height, so that nothing moves with them.

import type { Group, Member } from "../../../protocol/domain.ts";
import { useTools } from "../../ui/context.ts";
import { Avatar } from "../../ui/avatar.tsx";

export function ReadMarks(
  { group, readers }: { readonly group: Group; readonly readers: readonly Member[] },
) {
  const { t, markup } = useTools().speech;
  const names = readers.map((member) => member.username);
  return (
    <li class="read-marks" title={t("chat.readBy", { names })}>
      {readers.map((member) => (
        <Avatar key={member.id} group={group} member={member} size={16} hasDot={false} />
      ))}
      <span class="only-read">{markup("chat.readBy", { names })}</span>
    </li>
  );
}
