// The thin bar that says that the line is down, or that this tab rests, and is gone as soon as it is back.

import { useTools } from "../context.ts";

export function OfflineBar() {
  const { session, speech: { t } } = useTools();
  const { isOffline, isDisplaced } = session.outage;
  return (
    <div class="offline" role="status">
      {isDisplaced.value
        ? <p class="offline-bar">{t("app.displaced")}</p>
        : isOffline.value && <p class="offline-bar">{t("app.offline")}</p>}
    </div>
  );
}
