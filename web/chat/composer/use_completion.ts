// What the composer offers for the word before the caret, which of it is chosen, and how it gets
// into the draft.

import { useState } from "preact/hooks";
import type { GroupId } from "../../../protocol/domain.ts";
import { useTools } from "../../ui/context.ts";
import { useSelector } from "../../ui/use_selector.ts";
import { completionsOf } from "../commands.ts";
import type { Completion } from "./completion_list.tsx";
import { type BegunMention, begunMention, completeMention, mentionable } from "./mention.ts";
import type { useComposer } from "./use_composer.ts";

type ComposerState = ReturnType<typeof useComposer>;

export function useCompletion(group: GroupId, composer: ComposerState) {
  const { box, draft } = composer;
  const { caret, setCaret, follow } = useCaret(box);
  const [chosen, setChosen] = useState(0);
  /** The text up to the @ whose list was closed. */
  const [closed, setClosed] = useState<string | null>(null);
  const begun = begunMention(draft, caret);
  const head = begun === null ? null : draft.slice(0, begun.at + 1);
  const found = useOptions(group, composer, begun);
  const options = head !== null && head === closed ? [] : found;
  const at = Math.min(chosen, options.length - 1);
  const pick = (option: Completion) => {
    put(composer, option);
    setCaret(option.caret);
    setChosen(0);
  };
  /** False: there is nothing to complete. */
  const complete = (): boolean => {
    const option = options[at];
    if (option === undefined || option.text === draft) return false;
    pick(option);
    return true;
  };
  const choose = (step: number) => setChosen((at + step + options.length) % options.length);
  /** Closes the list of names; false: there is none. */
  const close = (): boolean => {
    const isOpen = head !== null && options.length > 0;
    if (isOpen) setClosed(head);
    return isOpen;
  };
  return { options, at, pick, complete, choose, close, follow };
}

/** Where the caret stands; `follow` is called when it may have moved. */
function useCaret(box: ComposerState["box"]) {
  const [caret, setCaret] = useState(0);
  const follow = () => {
    const { selectionStart = 0, selectionEnd = 0 } = box.current ?? {};
    setCaret(selectionStart === selectionEnd ? selectionEnd : 0);
  };
  return { caret, setCaret, follow };
}

function useOptions(
  group: GroupId,
  { draft, editing }: ComposerState,
  begun: BegunMention | null,
): readonly Completion[] {
  const { state } = useTools().session;
  const me = useSelector((each) => each.user?.id);
  if (editing === null && draft.startsWith("/")) {
    return completionsOf(draft).map((command) => ({
      ...{ command, text: `/${command}`, caret: command.length + 1 },
    }));
  }
  // Looked up where a name is begun, not followed: the composer is not drawn for each new line.
  const members = begun && state.peek().groups.get(group)?.group;
  if (begun === null || !members || me === undefined) return [];
  return mentionable(members, me, begun.query).map((member) => ({
    ...{ member, ...completeMention(draft, begun, member.username) },
  }));
}

/** At once: the drawing of another value would put the caret at its end. */
function put({ box, write }: ComposerState, { text, caret }: Completion): void {
  const field = box.current;
  if (field === null) return;
  field.value = text;
  field.focus();
  field.setSelectionRange(caret, caret);
  write(text);
}
