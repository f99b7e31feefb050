// A button that does something, once at a time: pressed again before the first time is through, it
// does nothing.

import type { ButtonHTMLAttributes } from "preact";
import { useRef } from "preact/hooks";

interface ActProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly act: (
    event: { readonly currentTarget: HTMLButtonElement; readonly detail: number },
  ) => unknown;
  /** The classes that it looks like. */
  readonly look?: string;
}

export function AsyncButton({ act, look = "plain", ...rest }: ActProps) {
  const isBusy = useRef(false);
  const press: ActProps["onClick"] = async (event) => {
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
