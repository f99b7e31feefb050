// The thin bar that says that the line is down, that this tab rests, or that a part of the page
// could not be loaded; gone as soon as that is over.

import { AsyncButton } from "./async_button.tsx";
import { useTools } from "./context.ts";

export function StatusBar() {
  const { session, loader, speech: { t } } = useTools();
  const { connection } = session.connectionStatus;
  return (
    <div class="status" role="status">
      {connection !== "online" && (
        <p class="status-bar offline">
          {t(connection === "displaced" ? "app.displaced" : "app.offline")}
        </p>
      )}
      {connection === "online" && loader.hasFailed.value && (
        <p class="status-bar">
          {t("app.partMissing")}{" "}
          <AsyncButton act={() => location.reload()}>{t("app.reload")}</AsyncButton>
        </p>
      )}
    </div>
  );
}
