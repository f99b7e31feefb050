// Where a moderator says why: nothing is decided without.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { reasonLength } from "../../protocol/rules.ts";
import { useTools } from "../ui/context.ts";

interface NoteFieldProps {
  /** Begins the ids of its parts. */
  readonly id: string;
  readonly label: ComponentChildren;
  readonly value: string;
  readonly set: (value: string) => void;
  /** Whether it was to be sent without. */
  readonly isMissing: boolean;
}

export function NoteField({ id, label, value, set, isMissing }: NoteFieldProps) {
  const { t } = useTools().speech;
  const box = useRef<HTMLTextAreaElement>(null);
  const isWrong = isMissing && value.trim() === "";
  // Before it is drawn: a key that is pressed at once must not go elsewhere.
  useLayoutEffect(() => {
    if (isWrong) box.current?.focus();
  }, [isWrong]);
  return (
    <div class="field">
      <label for={`${id}-note`}>{label}</label>
      <textarea
        ref={box}
        id={`${id}-note`}
        class="reason"
        dir="auto"
        rows={3}
        maxLength={reasonLength}
        value={value}
        aria-invalid={isWrong}
        aria-describedby={`${id}-note-error`}
        onInput={(event) => set(event.currentTarget.value)}
      />
      <p id={`${id}-note-error`} class="error">{isWrong && t("moderation.note.missing")}</p>
    </div>
  );
}
