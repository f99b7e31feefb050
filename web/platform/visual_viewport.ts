// Tells the style how much of the page is to be seen where a keyboard on the screen covers it, and
// the browser does not make the layout smaller by itself, as WebKit does not.

/** No keyboard is less high. */
const leastKeyboardPx = 80;

export function followVisualViewport(): void {
  const { visualViewport: viewport, document: { documentElement: root } } = globalThis;
  if (!viewport) return;
  const sync = () => {
    const { height, offsetTop, scale } = viewport;
    const whole = root.clientHeight;
    // A page that is zoomed in is seen in part, too, and stays as it is.
    const isCovered = scale <= 1 && whole - height >= leastKeyboardPx;
    const sizes = {
      "--view-height": height,
      "--view-top": offsetTop,
      "--view-below": Math.max(0, whole - height - offsetTop),
    };
    for (const [name, px] of Object.entries(sizes)) {
      if (isCovered) root.style.setProperty(name, `${px}px`);
      else root.style.removeProperty(name);
    }
  };
  viewport.addEventListener("resize", sync);
  viewport.addEventListener("scroll", sync);
}
