// In the menu: what the server keeps of this user, as a file; and whom they have blocked, to
// unblock them.

import { useState } from "preact/hooks";
import type { User } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { Act } from "../ui/async_button.tsx";
import { useRefusal } from "../ui/use_problem.tsx";

export function MyData() {
  const { session: { company }, speech: { t } } = useTools();
  const { refusal, take } = useRefusal();
  const download = async () => {
    const data = take(await company.myData());
    if (data !== null) save(data);
  };
  return (
    <>
      <Act act={download}>{t("menu.data")}</Act>
      {refusal}
    </>
  );
}

/**
 * Hands a file to the browser, as if a link to it had been pressed. Some read it only afterwards:
 * it goes with the tab.
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
  const { session: { company }, speech: { t } } = useTools();
  const [users, setUsers] = useState<readonly User[] | null>(null);
  const { refusal, take } = useRefusal();
  const look = async () => {
    const blocked = take(await company.blocked());
    if (blocked !== null) setUsers(blocked);
  };
  const unblock = async (user: User) => {
    const answer = await company.unblock(user.id);
    if (answer.ok) await look();
    else take(answer);
  };
  return (
    <details class="member" onToggle={(event) => event.currentTarget.open && void look()}>
      <summary>{t("menu.blocked")}</summary>
      <div role="status">{users?.length === 0 && <p class="why">{t("block.none")}</p>}</div>
      {users?.map((user) => (
        <Act
          key={user.id}
          act={() => unblock(user)}
        >
          {t("block.undo", { name: user.username })}
        </Act>
      ))}
      {refusal}
    </details>
  );
}
