// Which keyboard a key was pressed on. What is pressed says it, not the kind of pointer: a tablet
// may have both kinds of keyboards.

/** A keyboard on the screen takes more of it than the bar of keys above a hardware keyboard. */
const leastHeightPx = 120;

interface Screen {
  /** Whether it can be touched: where not, it shows no keyboard. */
  readonly isTouched: boolean;
  /** Pixels of the page's window that something covers. */
  readonly coveredPx: number;
}

/**
 * Whether Enter came from a keyboard on the screen. Android names no key of such a one; iOS does,
 * and there the keyboard covers a part of the window.
 */
export function isFromScreen(
  { code }: Pick<KeyboardEvent, "code">,
  { isTouched, coveredPx }: Screen,
): boolean {
  return isTouched && (!/^(Numpad)?Enter$/.test(code) || coveredPx >= leastHeightPx);
}

/** The screen around this window, zoomed or not. */
export function screenOf({ innerHeight, visualViewport, matchMedia }: Window): Screen {
  const seen = visualViewport === null ? innerHeight : visualViewport.height * visualViewport.scale;
  return {
    isTouched: matchMedia("(any-pointer: coarse)").matches,
    coveredPx: innerHeight - seen,
  };
}
