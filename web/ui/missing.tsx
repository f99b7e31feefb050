// The page for an address that leads nowhere, or to a group of others: a sentence and a way home.

import { useTools } from "./context.ts";
import { Illustration } from "./illustration.tsx";
import { TopBar } from "./top_bar.tsx";

export function Missing() {
  const { session, speech } = useTools();
  const isIn = session.state.value.user !== null;
  return (
    <div class="page">
      <TopBar />
      <main class="column missing" tabIndex={-1}>
        <Illustration of="nobody" />
        <h1>{speech.t("missing.title")}</h1>
        <p>{speech.t("missing.page")}</p>
        <a class="button" href={isIn ? "/groups" : "/"}>
          {speech.t(isIn ? "missing.home" : "missing.enter")}
        </a>
      </main>
    </div>
  );
}
