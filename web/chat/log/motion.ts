// How a line comes in: from a little below, within a fifth of a second; at once where motion is not
// wanted.

const durationMs = 160;

export function moveIn(line: Element | null): void {
  if (line === null || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  line.animate([{ opacity: 0.3, translate: "0 10px" }, { opacity: 1, translate: "0" }], {
    duration: durationMs,
    easing: "ease-out",
  });
}
