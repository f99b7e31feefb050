// A line in the chat, once something of one's own was said: whether to be told of the answer. It is
// gone for good with the first answer to it.

import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { usePush } from "../ui/use_push.ts";

export function OfferPush() {
  const { choices, speech: { t } } = useTools();
  const { ask, answer } = usePush();
  const { declinesPush, push } = choices.preferences.value;
  const decline = () => choices.choose({ declinesPush: true });
  if (answer !== null) {
    return (
      <div class="offer">
        <p role="status">{t(answer === "on" ? "push.textsOn" : `push.${answer}`)}</p>
        <AsyncButton act={decline}>{t("app.close")}</AsyncButton>
      </div>
    );
  }
  if (ask === null || declinesPush || push !== "off") return null;
  return (
    <div class="offer">
      <p>{t("push.offerText")}</p>
      <AsyncButton look="button secondary" act={ask}>{t("push.accept")}</AsyncButton>
      <AsyncButton act={decline}>{t("push.decline")}</AsyncButton>
    </div>
  );
}
