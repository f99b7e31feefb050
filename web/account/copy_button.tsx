// Copies a text that is shown this once.

import { useState } from "preact/hooks";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";

/** Says that it was done also to who only hears it. Nothing where the browser cannot copy. */
export function CopyButton({ text }: { readonly text: string }) {
  const { t } = useTools().speech;
  const [isCopied, setCopied] = useState(false);
  if (!("clipboard" in navigator)) return null;
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true), () => {});
  return (
    <>
      <AsyncButton look="button secondary" act={copy}>
        {t(isCopied ? "account.copied" : "account.copy")}
      </AsyncButton>
      <span class="only-read" role="status">{isCopied && t("account.copied")}</span>
    </>
  );
}
