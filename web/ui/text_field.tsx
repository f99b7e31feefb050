// A labelled input with the reason why it is asked, and its error tied to it.

import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useTools } from "./context.ts";
import { FieldError } from "./field_error.tsx";
import type { PlainKey, Sentence } from "../i18n/texts.ts";

export interface FieldProps {
  readonly name: "username" | "password" | "birthDate" | "current" | "code" | "label";
  /** Absent: the one that goes with its name. */
  readonly label?: PlainKey;
  readonly value: string;
  readonly wrong: Sentence | undefined;
  /** Whether to say why it is asked. */
  readonly hasReason: boolean;
  readonly set: (value: string) => void;
  readonly leave: () => void;
  readonly autoComplete: string;
}

interface TextFieldProps extends FieldProps {
  readonly type: "text" | "date" | "password";
  readonly max?: string;
  /** What stands at the end of the input, such as a button. */
  readonly children?: ComponentChildren;
}

export function TextField(
  { name, label = `field.${name}`, value, wrong, hasReason, set, leave, children, ...rest }:
    TextFieldProps,
) {
  const { t } = useTools().speech;
  const id = `field-${name}`;
  // Preact's types tell inputs apart by their type, which is one of three here.
  const attributes = rest as InputHTMLAttributes<HTMLInputElement>;
  return (
    <div class="field">
      <label for={id}>{t(label)}</label>
      <div class="input">
        <input
          {...attributes}
          id={id}
          name={name}
          value={value}
          autoCapitalize="none"
          spellcheck={false}
          aria-invalid={wrong !== undefined}
          aria-describedby={`${id}-error ${id}-why`}
          onInput={(event) => set(event.currentTarget.value)}
          onBlur={leave}
        />
        {children}
      </div>
      <FieldError id={`${id}-error`} wrong={wrong} />
      <p id={`${id}-why`} class="why">{hasReason && t(`field.${name}.why`)}</p>
    </div>
  );
}
