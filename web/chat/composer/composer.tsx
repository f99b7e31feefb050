// Where a text is written. Enter sends and Shift+Enter breaks the line; Enter of a keyboard on the
// screen breaks it, too, and the button sends. Grows to six lines. The up arrow in an empty field
// changes the user's last text; a slash opens the commands, and an @ the names of the others.

import type { GroupId } from "../../../protocol/domain.ts";
import { useTools } from "../../ui/context.ts";
import type { TextSize } from "../../../client/net/message_size.ts";
import { AsyncButton } from "../../ui/async_button.tsx";
import { isFromScreen, screenOf } from "../../ui/keyboard.ts";
import { textAt } from "../../../protocol/log.ts";
import { nameOf } from "../../state/members.ts";
import { useSelector } from "../../ui/use_selector.ts";
import { beginningOf } from "../log/quote.tsx";
import { CompletionList, listId, optionId } from "./completion_list.tsx";
import { useCompletion } from "./use_completion.ts";
import { useComposer } from "./use_composer.ts";
import { useComposition } from "./use_composition.ts";

/** The counter shows from so many characters before the limit. */
const countFrom = 200;

export function Composer({ group }: { readonly group: GroupId }) {
  const { t } = useTools().speech;
  const composer = useComposer(group);
  const { box, draft, size, editing, reply, send, clear, stopReply } = composer;
  const completion = useCompletion(group, composer);
  const { options, at, pick } = completion;
  const submit = (event: Event) => {
    event.preventDefault();
    send();
    box.current?.focus();
  };
  return (
    <form class="composer" onSubmit={submit}>
      {options.length > 0 && <CompletionList group={group} options={options} at={at} pick={pick} />}
      {editing !== null && <Editing stop={clear} />}
      {reply !== null && <Replying group={group} seq={reply} stop={stopReply} />}
      <Counter size={size} />
      <Field composer={composer} completion={completion} />
      <button type="submit" class="button send" disabled={draft.trim() === "" || !size.fits}>
        {t(editing === null ? "chat.send" : "chat.save")}
      </button>
    </form>
  );
}

function Editing({ stop }: { readonly stop: () => void }) {
  const { t } = useTools().speech;
  return (
    <p class="editing">
      <span>{t("chat.editing")}</span>
      <AsyncButton act={stop}>{t("chat.stopEditing")}</AsyncButton>
    </p>
  );
}

interface ReplyingProps {
  readonly group: GroupId;
  /** Of the text that is answered. */
  readonly seq: number;
  readonly stop: () => void;
}

function Replying({ group, seq, stop }: ReplyingProps) {
  const { t, markup } = useTools().speech;
  const me = useSelector((state) => state.user?.id);
  const members = useSelector((state) => state.groups.get(group)?.group);
  const text = useSelector((state) => textAt(state.groups.get(group)?.shown.items ?? [], seq));
  const name = (members && nameOf(members, text?.by ?? null)) ?? t("chat.someone");
  const words = text === null ? null : { text: beginningOf(text.text) };
  return (
    <p class="editing">
      <span class="quote-words" role="status">
        {text !== null && text.by === me
          ? words === null ? t("reply.toOwn") : markup("reply.toOwnText", words)
          : words === null
          ? markup("reply.to", { name })
          : markup("reply.toText", { name, ...words })}
      </span>
      <AsyncButton act={stop} aria-label={t("reply.stop")}>{t("chat.stopEditing")}</AsyncButton>
    </p>
  );
}

interface FieldProps {
  readonly composer: ReturnType<typeof useComposer>;
  readonly completion: ReturnType<typeof useCompletion>;
}

function Field({ composer, completion }: FieldProps) {
  const { t } = useTools().speech;
  const { box, draft, size, write } = composer;
  const { options, at, follow } = completion;
  const { onCompositionEnd, isComposing } = useComposition();
  const onKeyDown = useKeys(composer, completion, isComposing);
  const option = options[at];
  return (
    <>
      <textarea
        ref={box}
        rows={1}
        dir="auto"
        enterkeyhint="enter"
        value={draft}
        placeholder={t("chat.write")}
        aria-label={t("chat.write")}
        aria-invalid={!size.fits}
        aria-describedby="composer-count composer-hint"
        aria-autocomplete="list"
        aria-controls={option === undefined ? undefined : listId}
        aria-activedescendant={option === undefined ? undefined : optionId(option)}
        onInput={(event) => {
          write(event.currentTarget.value);
          follow();
        }}
        onKeyDown={onKeyDown}
        onKeyUp={follow}
        onClick={follow}
        onCompositionEnd={onCompositionEnd}
      />
      <span id="composer-hint" class="only-read">{t("chat.writeHint")}</span>
    </>
  );
}

function useKeys(
  composer: ReturnType<typeof useComposer>,
  { options, choose, complete, close }: ReturnType<typeof useCompletion>,
  isComposing: (event: KeyboardEvent) => boolean,
) {
  const { draft, editing, reply, send, clear, stopReply, editLast } = composer;
  /** Whether the key was for the composer. */
  const handle = (event: KeyboardEvent): boolean => {
    if (isComposing(event)) return false;
    switch (event.key) {
      case "Enter":
        if (event.shiftKey || isFromScreen(event, screenOf(window))) return false;
        if (!complete()) send();
        return true;
      case "Tab":
        return !event.shiftKey && complete();
      case "ArrowUp":
      case "ArrowDown":
        if (options.length > 0) choose(event.key === "ArrowUp" ? -1 : 1);
        return options.length > 0 || (event.key === "ArrowUp" && draft === "" && editLast());
      case "Escape":
        if (close()) return true;
        if (editing !== null || options.length > 0) clear();
        else if (reply !== null) stopReply();
        return editing !== null || reply !== null;
      default:
        return false;
    }
  };
  return (event: KeyboardEvent) => {
    if (handle(event)) event.preventDefault();
  };
}

function Counter({ size: { left, fits } }: { readonly size: TextSize }) {
  const { t } = useTools().speech;
  if (fits && left > countFrom) return null;
  const words = fits
    ? t("chat.left.count", { count: left })
    : left < 0
    ? t("chat.over.count", { count: -left })
    : t("problem.too_long");
  return <p id="composer-count" class={fits ? "counter" : "counter error"}>{words}</p>;
}
