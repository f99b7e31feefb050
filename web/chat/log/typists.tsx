// Who is typing now; the line keeps its height, so that nothing jumps.

import { useTools } from "../../ui/context.ts";
import { nameOf } from "../../state/members.ts";
import type { Room } from "../../state/group_state.ts";

export function Typists({ room }: { readonly room: Room }) {
  const { t } = useTools().speech;
  const names = [...room.typing.keys()].map((user) =>
    nameOf(room.group, user) ?? t("chat.someone")
  );
  return (
    <p class="typists">
      {names.length > 0 &&
        t("chat.typing", { count: names.length, names })}
    </p>
  );
}
