// What the composer offers for the word before the caret, which of it is chosen, and how it gets
// into the draft.

import { useState } from "preact/hooks";
import type { GroupId } from "../../../protocol/domain.ts";
import { useTools } from "../../ui/context.ts";
import { useSelector } from "../../ui/use_selector.ts";
import { completionsOf } from "../commands.ts";
import type { Completion } from "./completion_list.tsx";
import { begunMention, completeMention, mentionable } from "./mention.ts";
import type { useComposer } from "./use_composer.ts";

export function useCompletion(
  group: GroupId,
  { box, draft, editing, write }: ReturnType<typeof useComposer>,
) {
  const { state } = useTools().session;
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  /** The text up to the @ whose list was closed. */
  const [closed, setClosed] = useState<string | null>(null);
  const me = useSelector((each) => each.user?.id);
  const begun = begunMention(draft, caret);
  const head = begun === null ? null : draft.slice(0, begun.at + 1);
  const options = head !== null && head === closed ? [] : optionsFor();
  const at = Math.min(chosen, options.length - 1);

  function optionsFor(): readonly Completion[] {
    if (editing === null && draft.startsWith("/")) {
      return completionsOf(draft).map((command) => ({
        ...{ command, text: `/${command}`, caret: command.length + 1 },
      }));
    }
    // Looked up where a name is begun, not followed: the composer is not drawn for each new line.
    const members = state.peek().groups.get(group)?.group;
    if (begun === null || members === undefined || me === undefined) return [];
    return mentionable(members, me, begun.query).map((member) => ({
      ...{ member, ...completeMention(draft, begun, member.username) },
    }));
  }

  const pick = (option: Completion) => {
    const field = box.current;
    if (field === null) return;
    // At once: the drawing of another value would put the caret at its end.
    field.value = option.text;
    field.focus();
    field.setSelectionRange(option.caret, option.caret);
    setCaret(option.caret);
    setChosen(0);
    write(option.text);
  };
  /** False: there is nothing to complete. */
  const complete = (): boolean => {
    const option = options[at];
    if (option === undefined || option.text === draft) return false;
    pick(option);
    return true;
  };
  return {
    options,
    at,
    pick,
    complete,
    choose: (step: number) => setChosen((at + step + options.length) % options.length),
    /** Closes the list of names; false: there is none. */
    close: (): boolean => {
      const isOpen = head !== null && options.length > 0;
      if (isOpen) setClosed(head);
      return isOpen;
    },
    /** Called when the caret may have moved. */
    follow: () => {
      const { selectionStart = 0, selectionEnd = 0 } = box.current ?? {};
      setCaret(selectionStart === selectionEnd ? selectionEnd : 0);
    },
  };
}
