// Who is typing now. The line keeps its height while nobody is, so that nothing jumps.

import { useTools } from "../../ui/context.ts";
import { nameOf } from "../../state/members.ts";
import type { GroupState } from "../../../client/state/group_state.ts";

export function Typists({ groupState }: { readonly groupState: GroupState }) {
  const { t, markup } = useTools().speech;
  const names = [...groupState.typing.keys()].map((user) =>
    nameOf(groupState.group, user) ?? t("chat.someone")
  );
  return (
    <p class="typists">
      {names.length > 0 &&
        markup("chat.typing", { count: names.length, names })}
    </p>
  );
}
