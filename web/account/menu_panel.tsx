// What the page's menu holds: the way to the account's page, for moderators and operators to
// theirs, and the way out; for who is not logged in, the theme.

import { mayModerate } from "../../protocol/moderation.ts";
import { useTools } from "../ui/context.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useSelector } from "../ui/use_selector.ts";
import { usePlace } from "../router.tsx";
import { ThemeSwitch } from "./settings.tsx";

export function MenuPanel() {
  const { t } = useTools().speech;
  const user = useSelector((state) => state.user);
  const hasProfile = useSelector((state) => state.profile !== null);
  const role = useSelector((state) => state.role);
  if (user === null) return <ThemeSwitch />;
  return (
    <>
      <p class="menu-name" translate={false}>
        <bdi>{user.username}</bdi>
      </p>
      {hasProfile
        ? <a class="plain" href="/account" data-closes>{t("menu.account")}</a>
        : <ThemeSwitch />}
      {hasProfile && mayModerate(role) && (
        <a class="plain" href="/moderation" data-closes>{t("menu.moderation")}</a>
      )}
      {hasProfile && role === "operator" && (
        <a class="plain" href="/ops" data-closes>{t("menu.ops")}</a>
      )}
      <LogOut />
    </>
  );
}

function LogOut() {
  const { session, speech } = useTools();
  const { route } = usePlace();
  const leave = async () => {
    await session.logOut();
    route("/");
  };
  return <AsyncButton act={leave}>{speech.t("menu.logOut")}</AsyncButton>;
}
