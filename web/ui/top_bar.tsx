// The bar above every page: the way home, the language, and the menu with everything else that
// stays the same everywhere.

import { AsyncButton } from "./async_button.tsx";
import { useTools } from "./context.ts";
import { Mark } from "./mark.tsx";
import { Menu } from "./menu.tsx";
import { onDemand } from "./on_demand.tsx";
import { useSelector } from "./use_selector.ts";

const MenuPanel = onDemand(async () => (await import("../on_demand.ts")).MenuPanel);

export function TopBar() {
  const tools = useTools();
  const { speech } = tools;
  const user = useSelector((state) => state.user);
  return (
    <header class="top-bar">
      <a class="brand" href={user === null ? "/" : "/groups"}>
        <Mark size={32} />
        <span translate={false}>{speech.t("app.title")}</span>
      </a>
      <div class="top-bar-end">
        <LanguageSwitch />
        <Menu
          label={speech.t("menu.title")}
          face={<MenuFace name={user?.username} />}
          near={() => MenuPanel.prefetch(tools)}
        >
          <MenuPanel />
        </Menu>
      </div>
    </header>
  );
}

function LanguageSwitch() {
  const { speech } = useTools();
  const [other, name] = speech.language.value === "fr"
    ? ["en", "English"] as const
    : ["fr", "Français"] as const;
  return (
    <AsyncButton lang={other} translate={false} act={() => speech.choose(other)}>
      {name}
    </AsyncButton>
  );
}

function MenuFace({ name }: { readonly name: string | undefined }) {
  return (
    <>
      {name !== undefined && <bdi class="top-bar-name" translate={false}>{name}</bdi>}
      <span class="bars" aria-hidden="true" />
    </>
  );
}
