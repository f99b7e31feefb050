// What the page's session needs of a browser, so that it runs without one, too.

import type { Clock } from "../../protocol/clock.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { Api } from "../net/api.ts";
import type { Hint } from "../storage/login_hint.ts";
import type { LocalStore } from "../storage/local_store.ts";
import type { Wire } from "../net/socket.ts";
import type { State } from "../state/state.ts";

export interface SessionDeps {
  readonly clock: Clock;
  readonly api: Api;
  /** Opens a socket to `url`; a browser's `WebSocket` is one. */
  readonly Wire: new (url: string) => Wire;
  readonly url: string;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** A UUID in lower case. */
  readonly newId: () => string;
  readonly hint: Hint;
  readonly localStore: LocalStore;
  /**
   * Puts off what more than one frame of the server in short time changes; without it, each is
   * taken at once.
   */
  readonly gather?: (run: () => void, afterMs: number) => void;
  /** Told of each frame of the server after the state has taken it in, with the state before. */
  readonly onFrame?: (frame: ServerFrame, before: State) => void;
}
