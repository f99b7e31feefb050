// Where a line is written: Enter sends, Shift+Enter breaks; on touch the button sends. Grows to six lines; what was
// typed is kept per group.

import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useTools } from "../context.ts";
import type { Room } from "../room.ts";

/** The counter shows from so many characters before the limit. */
const countFrom = 200;

interface ComposerProps {
  readonly room: Room;
  readonly askToQuit: () => void;
}

export function Composer(props: ComposerProps) {
  const { speech: { t } } = useTools();
  const { box, draft, left, write, press, submit } = useComposer(props);
  return (
    <form class="composer" onSubmit={submit}>
      <Counter left={left} />
      <textarea
        ref={box}
        rows={1}
        value={draft}
        placeholder={t("chat.write")}
        aria-label={t("chat.write")}
        aria-describedby="composer-hint"
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={press}
      />
      <span id="composer-hint" class="only-read">{t("chat.writeHint")}</span>
      <button type="submit" class="button" disabled={draft.trim() === "" || left < 0}>
        {t("chat.send")}
      </button>
    </form>
  );
}

function useComposer({ room, askToQuit }: ComposerProps) {
  const { session } = useTools();
  const { outbox } = session;
  const box = useRef<HTMLTextAreaElement>(null);
  const id = room.group.id;
  const draft = outbox.drafts.value.get(id) ?? "";
  const left = session.state.value.limits.textLength - draft.trim().length;
  useGrowth(box, draft);
  useEffect(() => {
    if (!isTouch()) box.current?.focus();
  }, [id]);

  const send = () => {
    const text = draft.trim();
    if (text === "" || left < 0) return;
    outbox.setDraft(id, "");
    if (text === "/quit") askToQuit();
    else outbox.send(id, text);
  };
  const write = (text: string) => {
    outbox.setDraft(id, text);
    if (text.trim() !== "" && !text.startsWith("/")) outbox.type(id);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || isTouch()) return;
    event.preventDefault();
    send();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    send();
    box.current?.focus();
  };
  return { box, draft, left, write, press, submit };
}

function Counter({ left }: { readonly left: number }) {
  const { t } = useTools().speech;
  if (left > countFrom) return null;
  const words = left < 0 ? t("chat.over.count", { count: -left }) : t("chat.left.count", { count: left });
  return <p class={left < 0 ? "counter error" : "counter"}>{words}</p>;
}

function useGrowth(box: RefObject<HTMLTextAreaElement>, draft: string): void {
  useLayoutEffect(() => {
    const area = box.current;
    if (area === null) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  }, [draft]);
}

function isTouch(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
