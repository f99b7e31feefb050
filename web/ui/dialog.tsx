// A question in front of the page: opened at once, closed by Escape or by what is in it; what it
// asks names it.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { AsyncButton } from "./async_button.tsx";

interface DialogProps {
  /** The ids of its parts begin with it. */
  readonly id: string;
  readonly title: string;
  /** What it means, in a sentence; empty when that has been said. */
  readonly means: string;
  /** Called once it is closed, in whatever way. */
  readonly close: () => void;
  readonly children: ComponentChildren;
}

export function Dialog({ id, title, means, close, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="card"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-means`}
      onClose={close}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <p id={`${id}-means`}>{means}</p>
      {children}
    </dialog>
  );
}

interface ButtonsProps {
  /** Whether the way on cannot be taken back. */
  readonly isGrave?: boolean;
  readonly cancel: string;
  readonly confirm: string;
  readonly act: () => Promise<void>;
}

/** The way back and the way on; the way back closes the dialog that it stands in. */
export function DialogButtons({ isGrave = false, cancel, confirm, act }: ButtonsProps) {
  return (
    <div class="dialog-buttons">
      <AsyncButton look="button secondary" act={closeAround}>{cancel}</AsyncButton>
      <AsyncButton look={isGrave ? "button danger" : "button"} act={act}>
        {confirm}
      </AsyncButton>
    </div>
  );
}

/** Closes the dialog around the element that was pressed. */
export function closeAround({ currentTarget }: { readonly currentTarget: Element }): void {
  currentTarget.closest("dialog")?.close();
}
