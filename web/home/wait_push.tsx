// On the card of who waits: that the page may be closed, and what happens then.

import { useTools } from "../ui/context.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { usePush } from "../ui/use_push.ts";

export function WaitPush() {
  const { t } = useTools().speech;
  const { isOn, ask, answer } = usePush();
  return (
    <>
      <p class="quiet">{t(isOn ? "push.willTell" : "wait.close")} {t("push.pauses")}</p>
      <div role="status">
        {answer !== null && answer !== "on" && <p class="why">{t(`push.${answer}`)}</p>}
      </div>
      {ask !== null && <AsyncButton look="button" act={ask}>{t("push.offerMatch")}</AsyncButton>}
    </>
  );
}
