// The thin bar that says that the line is down, and is gone as soon as it is back.

import { useTools } from "../context.ts";

export function OfflineBar() {
  const { session, speech } = useTools();
  return (
    <div class="offline" role="status">
      {session.isOffline.value && <p class="offline-bar">{speech.t("app.offline")}</p>}
    </div>
  );
}
