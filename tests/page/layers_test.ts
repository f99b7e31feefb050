// What lies over a page beside the browser's history: a history that goes back later, as browsers'
// do.

import assert from "node:assert/strict";
import fc from "fast-check";
import { Layers } from "../../web/layers.ts";

/** A tab's history, in which going somewhere and what runs soon wait for `turn`. */
class Tab {
  readonly entries: unknown[] = ["before", null];
  at = 1;
  readonly #due: (() => void)[] = [];
  readonly layers = new Layers({
    soon: (run) => void this.#due.push(run),
    history: this.#history(),
  });

  #history() {
    const tab = () => this;
    return {
      get state() {
        return tab().entries[tab().at];
      },
      pushState: (state: unknown) => void this.entries.splice(++this.at, Infinity, state),
      go: (by = 0) => void this.#due.push(() => this.travel(by)),
    };
  }

  /** The browser goes at once, as when its button is pressed and nothing else happens. */
  travel(by: number): void {
    this.at = Math.max(0, Math.min(this.entries.length - 1, this.at + by));
    this.layers.onPopState();
  }

  settle(): void {
    while (this.#due.length > 0) this.turn();
  }

  /** Does one thing that waits. */
  turn(): void {
    this.#due.shift()?.();
  }

  /** Opens a layer; `isOpen` says whether it still is. */
  open() {
    const layer = { isOpen: true, close: () => {} };
    const note = this.layers.open(() => layer.close());
    layer.close = () => {
      layer.isOpen = false;
      note();
    };
    return layer;
  }
}

Deno.test("[W211] Back closes what lies over the page, the last first, and only then leaves it", () => {
  const tab = new Tab();
  const [menu, dialog] = [tab.open(), tab.open()];
  tab.settle();
  assert.equal(tab.at, 3);
  tab.travel(-1);
  assert.deepEqual([menu.isOpen, dialog.isOpen, tab.at], [true, false, 2]);
  tab.travel(-1);
  tab.settle();
  assert.deepEqual([menu.isOpen, tab.at], [false, 1]);
  tab.travel(-1);
  assert.equal(tab.entries[tab.at], "before");
});

Deno.test("[W211] what was closed otherwise leaves nothing behind, and what opens at once after it takes its place", () => {
  const tab = new Tab();
  const menu = tab.open();
  tab.settle();
  menu.close();
  const dialog = tab.open();
  tab.settle();
  assert.deepEqual([tab.at, dialog.isOpen], [2, true]);
  dialog.close();
  tab.settle();
  assert.equal(tab.at, 1);
  // Forward leads to an entry of what is gone.
  tab.travel(1);
  tab.settle();
  assert.equal(tab.at, 1);
});

Deno.test("[W211] what opens while the history is on its way back for another stays open", () => {
  const tab = new Tab();
  const menu = tab.open();
  tab.settle();
  menu.close();
  // Sent, and not there yet.
  tab.turn();
  const dialog = tab.open();
  tab.settle();
  assert.deepEqual([tab.at, dialog.isOpen], [2, true]);
});

Deno.test("[W211] another page follows the page itself, whatever lay over it; a reload leaves no layer", () => {
  const tab = new Tab();
  tab.open();
  tab.open();
  tab.settle();
  tab.layers.whenBare(() => tab.entries.splice(++tab.at, Infinity, "next"));
  tab.settle();
  assert.deepEqual(tab.entries.slice(0, tab.at + 1), ["before", null, "next"]);
  const reloaded = new Tab();
  reloaded.entries.push({ layers: 1 });
  reloaded.at = 2;
  reloaded.settle();
  assert.equal(reloaded.at, 1);
});

Deno.test("[W211] however layers open and close while the history is on its way, each open one has its entry", () => {
  const steps = fc.array(fc.constantFrom("open", "close", "settle", "back"), { maxLength: 30 });
  fc.assert(fc.property(steps, (done) => {
    const tab = new Tab();
    const layers: ReturnType<Tab["open"]>[] = [];
    for (const step of done) {
      if (step === "open") layers.push(tab.open());
      if (step === "close") layers.findLast(({ isOpen }) => isOpen)?.close();
      if (step === "settle" || step === "back") tab.settle();
      if (step === "back" && tab.at > 1) tab.travel(-1);
    }
    tab.settle();
    assert.equal(tab.at - 1, layers.filter(({ isOpen }) => isOpen).length);
  }));
});
