// Tabs over one panel, by pointer or by arrow keys.

import type { ComponentChildren } from "preact";
import { isComposing } from "./composition.ts";

interface TabsProps<Name extends string> {
  readonly tabs: readonly { readonly id: Name; readonly label: string }[];
  readonly chosen: string;
  readonly choose: (name: Name) => void;
  readonly label: string;
  readonly children: ComponentChildren;
}

export function Tabs<Name extends string>(
  { tabs, chosen, choose, label, children }: TabsProps<Name>,
) {
  const move = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const at = tabs.findIndex((tab) => tab.id === chosen);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (step === 0 || next === undefined) return;
    choose(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`tab-${tab.id}`}
            type="button"
            role="tab"
            aria-selected={tab.id === chosen}
            aria-controls="tab-panel"
            tabIndex={tab.id === chosen ? 0 : -1}
            onClick={() => choose(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${chosen}`}>{children}</div>
    </>
  );
}
