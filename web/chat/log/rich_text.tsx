// What somebody said: with its addresses as links, which tell the other site nothing, and folded
// where it would push the talk away. Drawn as text, never as markup.

import { useState } from "preact/hooks";
import { AsyncButton } from "../../ui/async_button.tsx";
import { useTools } from "../../ui/context.ts";
import { partsOf } from "../../ui/links.ts";
import { foldedText } from "./folding.ts";

export function SaidText({ text }: { readonly text: string }) {
  const { t } = useTools().speech;
  const [isOpen, setOpen] = useState(false);
  const folded = isOpen ? null : foldedText(text);
  return (
    <div class="bubble" dir="auto">
      <p>
        <RichText text={folded === null ? text : `${folded}…`} />
      </p>
      {folded !== null && (
        <AsyncButton look="plain unfold" act={() => setOpen(true)}>{t("chat.showAll")}</AsyncButton>
      )}
    </div>
  );
}

function RichText({ text }: { readonly text: string }) {
  return (
    <>
      {partsOf(text).map((part, index) =>
        part.type === "text" ? part.text : (
          // Isolated by its direction: nothing in the text around turns an address round.
          <a
            key={index}
            href={part.href}
            dir="ltr"
            target="_blank"
            rel="noopener noreferrer nofollow"
          >
            {part.shown}
          </a>
        )
      )}
    </>
  );
}
