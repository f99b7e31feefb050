// The outline of a page while it is not known yet which page it is.

import { useTools } from "./context.ts";
import { TopBar } from "./top_bar.tsx";

export function Skeleton() {
  const { speech } = useTools();
  return (
    <div class="page">
      <TopBar />
      <main class="column" aria-busy="true" aria-label={speech.t("app.loading")}>
        <div class="card skeleton" />
        <div class="card skeleton" />
      </main>
    </div>
  );
}
