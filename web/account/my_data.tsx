// In the menu: the user's own data as a file, and the list of blocked people.

import { useState } from "preact/hooks";
import type { User } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useProblem } from "../ui/use_problem.tsx";

export function MyData() {
  const { session: { api }, speech: { t } } = useTools();
  const { refusal, take } = useProblem();
  const download = async () => {
    const data = take(await api.ownData());
    if (data !== null) save(data);
  };
  return (
    <>
      <AsyncButton act={download}>{t("menu.data")}</AsyncButton>
      {refusal}
    </>
  );
}

/**
 * Hands a file to the browser, as if a link to it had been pressed. Some browsers read it later, so
 * it is freed with the tab.
 */
function save(data: unknown): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(
    new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }),
  );
  link.download = "trio.json";
  link.click();
}

export function Blocked() {
  const { session: { api }, speech: { t, markup } } = useTools();
  const [users, setUsers] = useState<readonly User[] | null>(null);
  const { refusal, take } = useProblem();
  const load = async () => {
    const list = take(await api.blocked());
    if (list !== null) setUsers(list.blocked);
  };
  const unblock = async (user: User) => {
    const answer = await api.unblock(user.id);
    if (answer.ok) await load();
    else take(answer);
  };
  return (
    <details class="member" onToggle={(event) => event.currentTarget.open && void load()}>
      <summary>{t("menu.blocked")}</summary>
      <div role="status">{users?.length === 0 && <p class="why">{t("block.none")}</p>}</div>
      {users?.map((user) => (
        <AsyncButton
          key={user.id}
          act={() => unblock(user)}
        >
          <span>{markup("block.undo", { name: user.username })}</span>
        </AsyncButton>
      ))}
      {refusal}
    </details>
  );
}
