// A button that opens a panel below it. The panel is closed by Escape, by Back, by the button, by a
// press or the focus elsewhere, and by a choice marked `data-closes`.

import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useLayer } from "../router.tsx";
import { isComposing } from "./composition.ts";

interface MenuProps {
  /** Read out for the button, behind what it shows. */
  readonly label: string;
  /** What the button shows. */
  readonly face: ComponentChildren;
  /** Called when the button is about to be pressed: time to load what the panel shows. */
  readonly near?: () => void;
  readonly children: ComponentChildren;
}

export function Menu({ label, face, near, children }: MenuProps) {
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  useLeave(box, isOpen, () => setOpen(false));
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useLayer(isOpen, close);
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !isComposing(event) && isOpen) close();
  };
  const pick = ({ target }: MouseEvent) => {
    if (target instanceof Element && target.closest("[data-closes]") !== null) close();
  };
  return (
    <div class="menu" ref={box} onKeyDown={press}>
      <button
        ref={button}
        type="button"
        class="plain menu-button"
        aria-expanded={isOpen}
        onPointerEnter={near}
        onFocus={near}
        onClick={() => setOpen(!isOpen)}
      >
        {face}
        <span class="only-read">{label}</span>
      </button>
      {isOpen && (
        // Focusable: a press on something in it that takes no focus, such as the words of a tick,
        // would else give the focus to what lies around the menu, and so close it.
        <div class="menu-panel" role="group" aria-label={label} tabIndex={-1} onClick={pick}>
          {children}
        </div>
      )}
    </div>
  );
}

/** While it is open, calls `leave` when something outside of the box is pressed or focused. */
function useLeave(box: RefObject<HTMLElement | null>, isOpen: boolean, leave: () => void): void {
  useEffect(() => {
    if (!isOpen) return;
    const look = ({ target }: Event) => {
      if (target instanceof Node && !box.current?.contains(target)) leave();
    };
    document.addEventListener("pointerdown", look);
    document.addEventListener("focusin", look);
    return () => {
      document.removeEventListener("pointerdown", look);
      document.removeEventListener("focusin", look);
    };
  }, [isOpen]);
}
