// What the page says of its connection: nothing while a loss is short, and nothing once it is back.

import { signal } from "@preact/signals";
import type { Cancel, Clock } from "../../protocol/clock.ts";

/** A loss that is shorter than this is not shown. */
const quietLossMs = 3_000;

/** `displaced`: this tab rests, since the user has opened too many others. */
export type Connection = "online" | "offline" | "displaced";

export class ConnectionStatus {
  readonly #connection = signal<Connection>("online");
  readonly #clock: Clock;
  #cancel: Cancel | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get connection(): Connection {
    return this.#connection.value;
  }

  /** The line is down: shown unless it is back in time. */
  lose(): void {
    this.#cancel ??= this.#clock.after(quietLossMs, () => this.showLoss());
  }

  /** Shows a loss at once. */
  showLoss(): void {
    if (this.#connection.value === "online") this.#connection.value = "offline";
  }

  displace(): void {
    this.#set("displaced");
  }

  /** This tab is used again: its line is on the way, and is shown as lost when that takes long. */
  reclaim(): void {
    if (this.#connection.value !== "displaced") return;
    this.#set("online");
    this.lose();
  }

  restore(): void {
    this.#set("online");
  }

  #set(connection: Connection): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#connection.value = connection;
  }
}
