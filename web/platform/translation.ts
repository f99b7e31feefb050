// Keeps the page right while the browser translates it. A translator puts `<font>` in the place of
// each text node; the page would go on changing a node that nobody sees. The node is put back,
// empty, behind the translation, which goes once the page changes the node.

interface Translation {
  readonly font: Element;
  /** What the page's node says. */
  readonly words: string;
}

export function followTranslation(root: Node): void {
  const page = new TranslatedPage();
  const observer = new MutationObserver((records) => {
    for (const record of records) page.take(record);
    // What was done here.
    observer.takeRecords();
  });
  observer.observe(root, { childList: true, characterData: true, subtree: true });
}

class TranslatedPage {
  readonly #translations = new WeakMap<Text, Translation>();
  readonly #originals = new WeakMap<Element, Text>();

  take(record: MutationRecord): void {
    const { type, target, removedNodes } = record;
    if (type === "characterData" && target instanceof Text) this.#drop(target);
    for (const node of removedNodes) {
      if (node instanceof Text) this.#takeText(node, record);
      else if (node instanceof Element) this.#restore(this.#originals.get(node));
    }
  }

  #takeText(text: Text, record: MutationRecord): void {
    if (this.#translations.has(text)) return this.#restore(text);
    const font = fontFor(text, record);
    if (font !== null && !this.#originals.has(font)) this.#adopt(text, font);
  }

  #adopt(text: Text, font: Element): void {
    this.#translations.set(text, { font, words: text.data });
    this.#originals.set(font, text);
    // A translator may also have moved the node itself.
    if (font.contains(text)) text.replaceWith(text.data);
    font.after(text);
    text.data = "";
  }

  /** The translation was taken back, or the page has removed the node. */
  #restore(text: Text | undefined): void {
    const translation = text && this.#drop(text);
    if (translation && text.data === "") text.data = translation.words;
  }

  /** The translation is of what the text was before. */
  #drop(text: Text): Translation | undefined {
    const translation = this.#translations.get(text);
    this.#translations.delete(text);
    translation?.font.remove();
    return translation;
  }
}

/** The element that a translator has put in the place of a text node, or null. */
function fontFor(
  text: Text,
  { target, addedNodes, previousSibling, nextSibling }: MutationRecord,
): Element | null {
  const places = [
    outermost(text, target),
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
