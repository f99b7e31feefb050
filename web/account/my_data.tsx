// The user's own data as a file, and the list of blocked people.

import { useState } from "preact/hooks";
import type { User } from "../../protocol/domain.ts";
import { saveFile } from "../platform/save_file.ts";
import { useTools } from "../ui/context.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useProblem } from "../ui/use_problem.tsx";

export function MyData() {
  const { session: { api }, speech: { t } } = useTools();
  const { refusal, take } = useProblem();
  const download = async () => {
    const data = take(await api.ownData());
    if (data !== null) {
      saveFile("trio.json", "application/json", JSON.stringify(data, null, 2));
    }
  };
  return (
    <>
      <AsyncButton look="button secondary" act={download}>{t("account.download")}</AsyncButton>
      {refusal}
    </>
  );
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
      <summary>{t("account.blocked")}</summary>
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
