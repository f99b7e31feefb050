// A question in front of the page: opened at once, closed by Escape, by Back or by its own buttons.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useLayer } from "../router.tsx";
import { AsyncButton } from "./async_button.tsx";
import { isComposing } from "./composition.ts";

interface DialogProps {
  /** Begins the ids of its parts. */
  readonly id: string;
  readonly title: ComponentChildren;
  /** What it means, in a sentence; may be empty. */
  readonly means: string;
  /** Called once it is closed. */
  readonly close: () => void;
  readonly children: ComponentChildren;
}

export function Dialog({ id, title, means, close, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  useLayer(true, () => dialog.current?.close());
  return (
    <dialog
      ref={dialog}
      class="card"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-means`}
      onClose={close}
      // Else Escape would leave the question, and not what is being composed in it.
      onKeyDown={(event) => isComposing(event) && event.key === "Escape" && event.preventDefault()}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <p id={`${id}-means`}>{means}</p>
      {children}
    </dialog>
  );
}

interface ButtonsProps {
  /** Whether what is confirmed cannot be undone. */
  readonly isGrave?: boolean;
  readonly cancel: string;
  readonly confirm: string;
  readonly act: () => Promise<void>;
}

/** Cancel closes the dialog around it; confirm acts, and closes nothing by itself. */
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

/** Closes the dialog around the pressed element. */
export function closeAround({ currentTarget }: { readonly currentTarget: Element }): void {
  currentTarget.closest("dialog")?.close();
}
