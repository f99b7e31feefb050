// A choice that is on or off, ticked by a tap on its words, too.

import type { ComponentChildren } from "preact";

interface TickProps {
  readonly isOn: boolean;
  readonly set: (isOn: boolean) => void;
  readonly children: ComponentChildren;
}

export function Tick({ isOn, set, children }: TickProps) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  );
}
