// Searching together with a friend: the link to send, the partner, and the way back to searching
// alone.

import { useState } from "preact/hooks";
import type { Invite } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { formatMoment } from "../i18n/format.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import type { DuoState } from "./use_duo.ts";

export function Duo(
  { duo: { partner, gone, invite, refusal, make, end } }: { readonly duo: DuoState },
) {
  const { t, markup } = useTools().speech;
  return (
    <div class="duo">
      <div role="status">
        {partner !== null && <p>{markup("duo.with", { name: partner.username })}</p>}
        {gone !== null && <p>{markup("duo.ended", { name: gone.username })}</p>}
      </div>
      {partner !== null && (
        <AsyncButton act={end}>
          <span>{markup("duo.end", { name: partner.username })}</span>
        </AsyncButton>
      )}
      {partner === null && invite !== null && <Link invite={invite} />}
      {partner === null && invite === null && (
        <>
          <AsyncButton look="button secondary" act={make}>
            {t("duo.invite")}
          </AsyncButton>
          <p class="why">{t("duo.means")}</p>
        </>
      )}
      {refusal}
    </div>
  );
}

function Link({ invite: { link, expiresAt } }: { readonly invite: Invite }) {
  const { speech: { t, locale } } = useTools();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(link);
    setCopied(true);
  };
  return (
    <div class="field">
      <label for="duo-link">{t("duo.link")}</label>
      <div class="input">
        <input
          id="duo-link"
          type="text"
          readOnly
          value={link}
          aria-describedby="duo-once"
          onFocus={(event) => event.currentTarget.select()}
        />
        <AsyncButton act={() => copy().catch(() => {})}>
          {t(isCopied ? "duo.copied" : "duo.copy")}
        </AsyncButton>
        {"share" in navigator && <AsyncButton act={() => share(link)}>{t("duo.share")}
        </AsyncButton>}
      </div>
      <p id="duo-once" class="why">
        {t("duo.means")} {t("duo.once", { time: formatMoment(locale.value, expiresAt) })}
      </p>
    </div>
  );
}

/** By the system's own sheet; to close that sheet is no error. */
async function share(url: string): Promise<void> {
  await navigator.share({ url }).catch(() => {});
}
