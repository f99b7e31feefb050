// What the parts of the page need that send frames.

import type { Clock } from "../../protocol/clock.ts";
import type { ClientFrame } from "../../protocol/frames.ts";
import type { FrameCredit } from "../net/frame_credit.ts";
import type { StateCell } from "../state/state.ts";

export interface SendDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly state: StateCell;
  readonly credit: FrameCredit;
  /** False when there is no connection, and then nothing was sent. */
  readonly send: (frame: ClientFrame) => boolean;
}
