// A button that asks once more before it acts: what it ends does not come back.

import { useState } from "preact/hooks";
import { AsyncButton } from "../ui/async_button.tsx";

interface SureButtonProps {
  /** What the button says at first, and its whole name, which says of what. */
  readonly label: string;
  readonly name: string;
  /** What it says once it was pressed. */
  readonly sure: string;
  readonly act: () => Promise<void>;
}

/** Left, it says again what it said at first. */
export function SureButton({ label, name, sure, act }: SureButtonProps) {
  const [isSure, setSure] = useState(false);
  const press = async ({ detail }: { readonly detail: number }) => {
    if (!isSure) return setSure(true);
    // A double click is not two answers.
    if (detail <= 1) await act();
  };
  return (
    <AsyncButton
      look={isSure ? "button danger" : "button secondary"}
      aria-label={isSure ? undefined : name}
      onBlur={() => setSure(false)}
      act={press}
    >
      {isSure ? sure : label}
    </AsyncButton>
  );
}
