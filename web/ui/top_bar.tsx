// The bar above every page: the way home, the language, and the menu with everything else that
// stays the same everywhere.

import { useState } from "preact/hooks";
import { useTools } from "./context.ts";
import { AsyncButton } from "./async_button.tsx";
import { Mark } from "./mark.tsx";
import { Menu } from "./menu.tsx";
import { Blocked, MyData } from "../account/my_data.tsx";
import { ProfileDialog } from "../account/profile_dialog.tsx";
import { Alerts, LanguageSwitch, ThemeSwitch } from "../account/settings.tsx";
import { useSelector } from "./use_selector.ts";
import { useProblem } from "./use_problem.tsx";
import { usePlace } from "../router.tsx";

export function TopBar() {
  const { speech } = useTools();
  const user = useSelector((state) => state.user);
  const profile = useSelector((state) => state.profile);
  const [isEditing, setEditing] = useState(false);
  return (
    <header class="top-bar">
      <a class="brand" href={user === null ? "/" : "/groups"}>
        <Mark size={32} />
        <span>{speech.t("app.title")}</span>
      </a>
      <div class="top-bar-end">
        <LanguageSwitch />
        <Menu label={speech.t("menu.title")} face={<MenuFace name={user?.username} />}>
          {user !== null && <p class="menu-name">{user.username}</p>}
          <ThemeSwitch />
          {user !== null && <Alerts />}
          {profile !== null && (
            <AsyncButton
              data-closes
              act={() => setEditing(true)}
            >
              {speech.t("menu.profile")}
            </AsyncButton>
          )}
          {user !== null && <MyData />}
          {user !== null && <Blocked />}
          {user !== null && <LogOut />}
        </Menu>
      </div>
      {isEditing && profile !== null && (
        <ProfileDialog
          profile={profile}
          close={() => setEditing(false)}
        />
      )}
    </header>
  );
}

function MenuFace({ name }: { readonly name: string | undefined }) {
  return (
    <>
      {name !== undefined && <span class="top-bar-name">{name}</span>}
      <span class="bars" aria-hidden="true" />
    </>
  );
}

function LogOut() {
  const { session, speech } = useTools();
  const { route } = usePlace();
  const { refusal, note } = useProblem();
  const leave = async () => {
    const refused = await session.logOut();
    if (refused === null) route("/");
    else note(refused);
  };
  return (
    <>
      <AsyncButton act={leave}>{speech.t("menu.logOut")}</AsyncButton>
      {refusal}
    </>
  );
}
