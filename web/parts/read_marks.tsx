// Tiny circles at the last line that each of the others has read.

import type { Group, Member } from "../../actors/protocol.ts";
import { useTools } from "../context.ts";
import { formatList } from "../i18n/format.ts";
import { hueOf } from "../people.ts";
import { Avatar } from "./avatar.tsx";

export function ReadMarks(
  { group, readers }: { readonly group: Group; readonly readers: readonly Member[] },
) {
  const { t, locale } = useTools().speech;
  if (readers.length === 0) return null;
  const words = t("chat.readBy", {
    names: formatList(locale.value, readers.map((member) => member.username)),
  });
  return (
    <span class="read-marks" title={words}>
      {readers.map((member) => (
        <Avatar key={member.id} member={member} hue={hueOf(group, member.id)} size={14} hasDot={false} />
      ))}
      <span class="only-read">{words}</span>
    </span>
  );
}
