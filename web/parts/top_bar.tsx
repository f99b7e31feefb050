// The bar above every page: the way home, the language, and out.

import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useTools } from "../context.ts";
import { problemText } from "../problems.ts";
import { Mark } from "./mark.tsx";

export function TopBar() {
  const { session, speech } = useTools();
  const { user } = session.state.value;
  return (
    <header class="top-bar">
      <a class="brand" href={user === null ? "/" : "/groups"}>
        <Mark size={32} />
        <span>{speech.t("app.title")}</span>
      </a>
      <div class="top-bar-end">
        {user !== null && <span class="top-bar-name">{user.username}</span>}
        <LanguageSwitch />
        {user !== null && <LogOut />}
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
    <button type="button" class="plain" lang={other} onClick={() => speech.choose(other)}>
      {name}
    </button>
  );
}

function LogOut() {
  const { session, speech } = useTools();
  const { route } = useLocation();
  const [problem, setProblem] = useState<string | null>(null);
  const leave = async () => {
    const refused = await session.logOut();
    if (refused === null) route("/");
    else setProblem(refused.code);
  };
  return (
    <>
      <button type="button" class="plain" onClick={() => void leave()}>{speech.t("menu.logOut")}</button>
      {problem !== null && <p class="toast" role="alert">{speech.t(problemText(problem))}</p>}
    </>
  );
}
