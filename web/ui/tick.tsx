// A choice that is on or off, ticked by a tap on its words, too.

interface TickProps {
  readonly isOn: boolean;
  readonly set: (isOn: boolean) => void;
  readonly children: string;
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
