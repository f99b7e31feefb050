// Where the lines of the log stand on the screen.

/** So many pixels above the end still count as the end. */
export const nearPx = 48;

/** A line, and where on the screen it stands. */
export interface Anchor {
  readonly seq: string;
  readonly top: number;
}

/** Pixels of the log below the screen. */
export function belowOf({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number {
  return scrollHeight - scrollTop - clientHeight;
}

export function isNearEnd(log: HTMLElement): boolean {
  return belowOf(log) < nearPx;
}

/** The first line on the screen. */
export function anchorOf(log: HTMLElement): Anchor | null {
  const { top } = log.getBoundingClientRect();
  for (const line of log.querySelectorAll<HTMLElement>("[data-seq]")) {
    const box = line.getBoundingClientRect();
    if (box.bottom > top) return placeOnScreen(line);
  }
  return null;
}

export function placeOnScreen(line: HTMLElement): Anchor {
  return { seq: line.dataset["seq"] ?? "", top: line.getBoundingClientRect().top };
}

export function scrollToAnchor(log: HTMLElement, { seq, top }: Anchor): void {
  const line = log.querySelector(`[data-seq="${seq}"]`);
  if (line !== null) log.scrollTop += line.getBoundingClientRect().top - top;
}
