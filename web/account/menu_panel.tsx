// What the page's menu holds: the settings, what concerns one's data, and the way out.

import { useTools } from "../ui/context.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useSelector } from "../ui/use_selector.ts";
import { useProblem } from "../ui/use_problem.tsx";
import { usePlace } from "../router.tsx";
import { Blocked, MyData } from "./my_data.tsx";
import { Alerts, ThemeSwitch } from "./settings.tsx";

export function MenuPanel({ editProfile }: { readonly editProfile: () => void }) {
  const { t } = useTools().speech;
  const user = useSelector((state) => state.user);
  const hasProfile = useSelector((state) => state.profile !== null);
  if (user === null) return <ThemeSwitch />;
  return (
    <>
      <p class="menu-name" translate={false}>
        <bdi>{user.username}</bdi>
      </p>
      <ThemeSwitch />
      <Alerts />
      {hasProfile && <AsyncButton data-closes act={editProfile}>{t("menu.profile")}</AsyncButton>}
      <MyData />
      <Blocked />
      <LogOut />
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
