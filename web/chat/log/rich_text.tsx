// What somebody said: with its addresses as links, which tell the other site nothing, its code in a
// code face, the reader's own name marked, and folded where it would push the talk away. Drawn as
// text, never as markup.

import type { MessageId } from "../../../protocol/domain.ts";
import { AsyncButton } from "../../ui/async_button.tsx";
import { useTools } from "../../ui/context.ts";
import { shortened } from "../../ui/links.ts";
import { unfold, useChatUi } from "../chat_ui.ts";
import { isEmojiAlone } from "../composer/emoji.ts";
import { foldedText } from "./folding.ts";
import { blocksOf, type TextPart, textPartsOf } from "./text_parts.ts";

interface SaidTextProps {
  /** Of the message, which stays the same once a pending text is acknowledged. */
  readonly id: MessageId;
  readonly text: string;
  /** The name that is a mention; empty: none is. */
  readonly reader: string;
}

export function SaidText({ id, text, reader }: SaidTextProps) {
  const { t } = useTools().speech;
  const ui = useChatUi();
  const folded = foldedText(text, ui.columns.value);
  const isWhole = folded === null || ui.unfolded.value.has(id);
  const shown = isWhole ? text : `${folded}…`;
  return (
    <div class={isEmojiAlone(text) ? "bubble emoji-alone" : "bubble"} dir="auto">
      {blocksOf(shown).map(({ type, text: words }, key) =>
        type === "code"
          ? <pre key={key} dir="ltr" translate={false}><code>{words}</code></pre>
          : (
            <p key={key}>
              {textPartsOf(words, reader).map(drawPart)}
            </p>
          )
      )}
      {folded !== null && (
        <AsyncButton look="plain unfold" act={() => unfold(ui, id, !isWhole)}>
          {t(isWhole ? "chat.showLess" : "chat.showAll")}
        </AsyncButton>
      )}
    </div>
  );
}

function drawPart(part: TextPart, key: number) {
  switch (part.type) {
    case "text":
      return part.text;
    case "code":
      return <code key={key} dir="ltr" translate={false}>{part.text}</code>;
    case "mention":
      return <mark key={key} class="mention" translate={false}>{part.text}</mark>;
    case "link":
      return <Address key={key} href={part.href} shown={part.shown} />;
  }
}

/** All of it is there for who copies it, hears it or comes to it by a key. */
function Address({ href, shown }: { readonly href: string; readonly shown: string }) {
  return (
    // Isolated by its direction: nothing in the text around turns an address round.
    <a
      href={href}
      title={shown}
      dir="ltr"
      target="_blank"
      rel="noopener noreferrer nofollow"
      translate={false}
    >
      {shortened(shown).map(({ text, isCut }, key) =>
        isCut ? <span key={key} class={key === 0 ? "cut" : "cut middle"}>{text}</span> : text
      )}
    </a>
  );
}
