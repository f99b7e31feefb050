// What the page says of a line that is down: nothing while the loss is short, and nothing once it
// is back.

import { signal } from "@preact/signals";
import type { Cancel, Clock } from "../../protocol/clock.ts";

/** A loss shorter than this is not worth a word. */
const quietLossMs = 3_000;

export class ConnectionStatus {
  readonly isOffline = signal(false);
  /** Whether this tab rests because the user has opened too many others. */
  readonly isDisplaced = signal(false);
  readonly #clock: Clock;
  #cancel: Cancel | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The line is down: it is told unless it is back in time. */
  begin(): void {
    this.#cancel ??= this.#clock.after(quietLossMs, () => this.tell());
  }

  tell(): void {
    this.isOffline.value = true;
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.isOffline.value = this.isDisplaced.value = false;
  }
}
