// The thin bar that says that the line is down, that this tab rests, or that a part of the page
// could not be loaded; gone as soon as that is over.

import { useTools } from "./context.ts";
import { AsyncButton } from "./async_button.tsx";

export function OfflineBar() {
  const { session, loader, speech: { t } } = useTools();
  const { isOffline, isDisplaced } = session.connectionStatus;
  const words = isDisplaced.value ? t("app.displaced") : isOffline.value && t("app.offline");
  const isPartMissing = !words && loader.hasFailed.value;
  return (
    <div class="offline" role="status">
      {words && <p class="offline-bar">{words}</p>}
      {isPartMissing && (
        <p class="offline-bar">
          {t("app.partMissing")}{" "}
          <AsyncButton act={() => location.reload()}>{t("app.reload")}</AsyncButton>
        </p>
      )}
    </div>
  );
}
