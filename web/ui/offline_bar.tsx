// The thin bar that says that the line is down, or that this tab rests, and is gone as soon as it
// is back.

import { useTools } from "./context.ts";

export function OfflineBar() {
  const { session, speech: { t } } = useTools();
  const { isOffline, isDisplaced } = session.connectionStatus;
  const words = isDisplaced.value ? t("app.displaced") : isOffline.value && t("app.offline");
  return (
    <div class="offline" role="status">
      {words && <p class="offline-bar">{words}</p>}
    </div>
  );
}
