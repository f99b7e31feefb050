// Which two of a trio came as partners: told to all three, so that the third knows it.

import type { Group, UserId } from "../../protocol/domain.ts";
import { nameOf } from "../state/members.ts";
import { useTools } from "./context.ts";
import { useSelector } from "./use_selector.ts";

interface TogetherProps {
  readonly group: Group;
  readonly pair: readonly [UserId, UserId];
}

export function Together({ group, pair }: TogetherProps) {
  const { t, markup } = useTools().speech;
  const me = useSelector((state) => state.user?.id);
  const names = pair.filter((user) => user !== me)
    .map((user) => nameOf(group, user) ?? t("chat.someone"));
  const [name = ""] = names;
  return (
    <p>
      {names.length === 1 ? markup("together.you", { name }) : markup("together.two", { names })}
    </p>
  );
}
