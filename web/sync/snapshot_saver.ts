// Keeps what is on the page for a start without the server: a while after each change, and at once
// when the tab is hidden, since a hidden tab may be ended without notice.

import type { Signal } from "@preact/signals";
import type { Cancel, Clock } from "../../protocol/clock.ts";
import { snapshotOf } from "../state/snapshot.ts";
import type { State } from "../../client/state/state.ts";
import type { LocalStore } from "../storage/local_store.ts";

const saveAfterMs = 1_000;

export interface SnapshotSaverDeps {
  readonly clock: Clock;
  readonly localStore: LocalStore;
  readonly state: Signal<State>;
}

export class SnapshotSaver {
  readonly #deps: SnapshotSaverDeps;
  #cancel: Cancel | null = null;

  constructor(deps: SnapshotSaverDeps) {
    this.#deps = deps;
    deps.state.subscribe(() => this.#saveSoon());
  }

  /**
   * Saves what has changed since the last time. Without a change nothing is saved: other tabs may
   * have seen more than this one.
   */
  save(): void {
    if (this.#cancel === null) return;
    this.#cancelSave();
    const snapshot = snapshotOf(this.#deps.state.value);
    if (snapshot !== null) this.#deps.localStore.saveSnapshot(snapshot);
  }

  forget(): void {
    this.#cancelSave();
    this.#deps.localStore.saveSnapshot(null);
  }

  #saveSoon(): void {
    if (this.#deps.state.value.isComplete) {
      this.#cancel ??= this.#deps.clock.after(saveAfterMs, () => this.save());
    }
  }

  #cancelSave(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
