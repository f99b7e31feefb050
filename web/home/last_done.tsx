// What was done on the page before, in one line.

import type { HomeNote } from "../sync/session.ts";
import { Illustration } from "../ui/illustration.tsx";
import { useTools } from "../ui/context.ts";
import type { DrawnSpeech } from "../ui/markup.ts";

export function LastDone({ note }: { readonly note: HomeNote }) {
  const { speech } = useTools();
  return (
    <p class="note last-done" role="status">
      {note.type !== "recovered" && <Illustration of="left" size={64} />}
      <span>{wordsOf(note, speech)}</span>
    </p>
  );
}

function wordsOf(note: HomeNote, { t, markup }: DrawnSpeech) {
  switch (note.type) {
    case "group":
      return markup("trios.quit", { names: note.names });
    case "replaced":
      return markup("trios.replaced", { names: note.names });
    case "person":
      return markup("block.left", { name: note.name });
    case "recovered":
      return t("enter.recovered");
  }
}
