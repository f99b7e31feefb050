// Keeps what is on the page for a start without the server: a while after each change, and at once
// when the tab is hidden, since a hidden tab may be ended without a word.

import type { Signal } from "@preact/signals";
import type { Cancel, Clock } from "../../protocol/clock.ts";
import type { LocalStore } from "../storage/local_store.ts";
import { snapshotOf, type State } from "../state/state.ts";

const keepAfterMs = 1_000;

export interface SnapshotsDeps {
  readonly clock: Clock;
  readonly localStore: LocalStore;
  readonly state: Signal<State>;
}

export class SnapshotSaver {
  readonly #deps: SnapshotsDeps;
  #cancel: Cancel | null = null;

  constructor(deps: SnapshotsDeps) {
    this.#deps = deps;
    deps.state.subscribe(() => this.#saveSoon());
  }

  /**
   * Keeps what has changed since the last time: a tab that rests must not put back what others have
   * seen go.
   */
  save(): void {
    if (this.#cancel === null) return;
    this.#settle();
    const snapshot = snapshotOf(this.#deps.state.value);
    if (snapshot !== null) this.#deps.localStore.saveSnapshot(snapshot);
  }

  forget(): void {
    this.#settle();
    this.#deps.localStore.saveSnapshot(null);
  }

  #saveSoon(): void {
    if (this.#deps.state.value.isComplete) {
      this.#cancel ??= this.#deps.clock.after(keepAfterMs, () => this.save());
    }
  }

  #settle(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
