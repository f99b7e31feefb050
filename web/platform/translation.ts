// Keeps the page right while the browser translates it. A translator puts an element of its own,
// `<font>`, in the place of each text node, and keeps the node. The page would go on changing a
// node that nobody sees. Here the node is put back, empty, behind the translation; once the page
// changes it, the translation goes, and the translator takes up the new text.

interface Translation {
  readonly font: Element;
  /** What the page's node says. */
  readonly words: string;
}

export function followTranslation(root: Node): void {
  const translations = new WeakMap<Text, Translation>();
  const originals = new WeakMap<Element, Text>();

  const adopt = (text: Text, font: Element) => {
    translations.set(text, { font, words: text.data });
    originals.set(font, text);
    // A translator may also have moved the node itself.
    if (font.contains(text)) text.replaceWith(text.data);
    font.after(text);
    text.data = "";
  };
  const forget = (text: Text) => {
    const translation = translations.get(text);
    if (translation === undefined) return;
    translations.delete(text);
    translation.font.remove();
    if (text.data === "") text.data = translation.words;
  };
  const onRemoved = (node: Node, record: MutationRecord) => {
    if (node instanceof Text && translations.has(node)) forget(node);
    else if (node instanceof Text) {
      const font = fontFor(node, record);
      if (font !== null && !originals.has(font)) adopt(node, font);
    } else if (node instanceof Element) {
      const text = originals.get(node);
      if (text?.isConnected) forget(text);
    }
  };
  const observer = new MutationObserver((records) => {
    for (const record of records) {
      const { type, target } = record;
      if (type === "characterData") {
        if (target instanceof Text && translations.has(target)) renew(target);
      } else record.removedNodes.forEach((node) => onRemoved(node, record));
    }
    // What was done here.
    observer.takeRecords();
  });
  /** The page has changed the text: its translation is of the one before. */
  const renew = (text: Text) => {
    const translation = translations.get(text);
    translations.delete(text);
    translation?.font.remove();
  };
  observer.observe(root, { childList: true, characterData: true, subtree: true });
}

/** The element that a translator has put in the place of a text node, or null. */
function fontFor(text: Text, { target, addedNodes, previousSibling, nextSibling }: MutationRecord) {
  const around = text.isConnected ? [outermost(text, target)] : [];
  const places = [
    ...around,
    ...addedNodes,
    previousSibling,
    nextSibling,
    previousSibling === null ? target.firstChild : previousSibling.nextSibling,
  ];
  const isFont = (node: Node | null): node is Element =>
    node instanceof Element && node.tagName === "FONT" && node.parentNode === target;
  return places.find(isFont) ?? null;
}

/** The child of `target` in which a node is, or null. */
function outermost(node: Node, target: Node): Node | null {
  let at: Node | null = node;
  while (at !== null && at.parentNode !== target) at = at.parentNode;
  return at;
}
