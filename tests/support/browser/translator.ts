// What the translators of browsers do to a page.

/** Runs in the page: puts two elements in the place of each text node, as translators do. */
export function wrapAll(way: "replaced" | "moved"): void {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const all: Text[] = [];
  while (walker.nextNode()) all.push(walker.currentNode as Text);
  for (const text of all) {
    const isLeft = text.data.trim() === "" || text.parentElement?.closest("font, svg, textarea") ||
      text.parentElement?.closest("[translate=no]");
    if (isLeft) continue;
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    outer.append(inner);
    if (way === "moved") {
      text.before(outer);
      inner.append(text);
    } else {
      inner.textContent = text.data;
      text.replaceWith(outer);
    }
  }
}
