// Whom the user has blocked, and the way to undo it.

import type { User } from "../../protocol/domain.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { useList } from "./use_account.ts";

export function BlockedPeople() {
  const { session: { api }, speech: { t, markup } } = useTools();
  const { list, refusal, takeRemoval } = useList(api.blocked);
  const unblock = async (user: User) => takeRemoval(await api.unblock(user.id));
  return (
    <>
      <div role="status">{list?.blocked.length === 0 && <p class="why">{t("block.none")}</p>}</div>
      {list?.blocked.map((user) => (
        <AsyncButton
          key={user.id}
          look="button secondary"
          act={() => unblock(user)}
        >
          <span>{markup("block.undo", { name: user.username })}</span>
        </AsyncButton>
      ))}
      {refusal}
    </>
  );
}
