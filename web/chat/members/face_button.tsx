// A member's face, which tells more of them when it is pressed.

import type { Group, Member } from "../../../protocol/domain.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { BotMark } from "../../ui/bot_mark.tsx";
import { useTools } from "../../ui/context.ts";
import { useChatUi } from "../chat_ui.ts";

interface FaceButtonProps {
  readonly group: Group;
  readonly member: Member;
  readonly size: number;
  /** Whether the Tab key stops here: in a log, the faces above it are enough. */
  readonly isStop: boolean;
}

export function FaceButton({ group, member, size, isStop }: FaceButtonProps) {
  const { t } = useTools().speech;
  const { dialog } = useChatUi();
  const name = member.username || t("member.deleted");
  return (
    <button
      type="button"
      class="face"
      tabIndex={isStop ? 0 : -1}
      onClick={() => (dialog.value = { type: "person", user: member.id })}
    >
      <Avatar group={group} member={member} size={size} hasDot={false} />
      <span class="only-read">
        {t("person.about", { name })}
        <BotMark user={member} />
      </span>
    </button>
  );
}
