// Begins an answer to a text: the composer shows it and has the focus.

import type { GroupId } from "../../../protocol/domain.ts";
import { useTools } from "../../ui/context.ts";
import { useChatUi } from "../chat_ui.ts";

export function useReply(group: GroupId): (seq: number) => void {
  const { session } = useTools();
  const { openLine } = useChatUi();
  return (seq) => {
    openLine.value = null;
    session.outbox.setReply(group, seq);
  };
}
