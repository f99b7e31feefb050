// Beside a name: that the account is a bot's.

import type { User } from "../../protocol/domain.ts";
import { useTools } from "./context.ts";

export function BotMark({ user: { bot } }: { readonly user: Pick<User, "bot"> }) {
  const { t } = useTools().speech;
  return bot
    ? (
      <>
        {" "}
        <span class="bot-mark">{t("member.bot")}</span>
      </>
    )
    : null;
}
