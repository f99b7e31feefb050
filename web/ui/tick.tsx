// A choice that is on or off, ticked by a tap on its words, too.

import type { ComponentChildren } from "preact";

interface TickProps {
  readonly isOn: boolean;
  readonly set: (isOn: boolean) => void;
  /** Drawn as a switch: of what takes effect at once. */
  readonly isSwitch?: boolean;
  readonly isDisabled?: boolean;
  readonly children: ComponentChildren;
}

export function Tick({ isOn, set, isSwitch = false, isDisabled = false, children }: TickProps) {
  return (
    <label class={isSwitch ? "tick switch" : "tick"}>
      <input
        type="checkbox"
        role={isSwitch ? "switch" : undefined}
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  );
}
