// A button whose action takes a while. Pressed again before the action has ended, it does nothing.

import type { ButtonHTMLAttributes } from "preact";
import { useRef } from "preact/hooks";

interface AsyncButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly act: (
    event: { readonly currentTarget: HTMLButtonElement; readonly detail: number },
  ) => unknown;
  /** Its classes. */
  readonly look?: string;
}

export function AsyncButton({ act, look = "plain", ...rest }: AsyncButtonProps) {
  const isBusy = useRef(false);
  const press: AsyncButtonProps["onClick"] = async (event) => {
    if (isBusy.current) return;
    isBusy.current = true;
    try {
      await act(event);
    } finally {
      isBusy.current = false;
    }
  };
  return <button type="button" class={look} {...rest} onClick={press} />;
}
