// A text with its addresses as links, which tell the other site nothing. Drawn as text, never as
// markup.

import { partsOf } from "../../ui/links.ts";

export function RichText({ text }: { readonly text: string }) {
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
