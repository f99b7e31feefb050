// What of a client's socket is obeyed: a frame of the right size and form, within its user's credit
// and the bound of frames under way. A client that goes on with too many frames, or with invalid
// ones, is sent away. By hand: ws bounds the size of a message, and no package the rest.

import type { End } from "../../actors/connections/connection.ts";
import type { Hub } from "../../actors/connections/hub.ts";
import type { Clock } from "../../protocol/clock.ts";
import { decode } from "../../protocol/decode.ts";
import type { UserId } from "../../protocol/domain.ts";
import { type ClientFrame, closeCode, type ErrorCode } from "../../protocol/frames.ts";
import type { Limits } from "../../protocol/limits.ts";
import { TokenBucket } from "../../protocol/token_bucket.ts";

/** What becomes of what came in. */
export type Verdict =
  | { readonly type: "admitted"; readonly frame: ClientFrame }
  | Refused
  | { readonly type: "ended"; readonly end: End };

export interface Refused {
  readonly type: "refused";
  readonly id: string | null;
  readonly code: ErrorCode;
  readonly detail: string;
  /** How the socket ends after the refusal; null: it stays. */
  readonly end: End | null;
}

export interface AdmissionDeps {
  readonly hub: Pick<Hub, "spend">;
  readonly clock: Clock;
  readonly limits: Limits;
}

/** Invalid frames that a socket may bring at once, and how many more a second. */
const invalidAllowance = { capacity: 30, perSecond: 1 };
/** Frames a second that are only refused past the credit. At once it is the credit's burst. */
const excessPerSecond = 1;
/** Frames of one socket that may be under way to an actor or the database. */
const inFlightMost = 256;

const tooBig = { code: closeCode.frameTooBig, reason: "The frame is too big" };
const encoder = new TextEncoder();

/** Of one socket. */
export class FrameAdmission {
  readonly #user: UserId;
  readonly #deps: AdmissionDeps;
  // Made when first needed: most sockets never do.
  #invalid: TokenBucket | null = null;
  #excess: TokenBucket | null = null;
  #inFlight = 0;

  constructor(user: UserId, deps: AdmissionDeps) {
    this.#user = user;
    this.#deps = deps;
  }

  /** Judges what a driver received; only what is of the right size spends credit and is decoded. */
  admit(data: unknown): Verdict {
    const { hub, limits } = this.#deps;
    if (typeof data !== "string") {
      return isBytes(data) && data.byteLength > limits.frameBytes
        ? { type: "ended", end: tooBig }
        : this.invalid(null, "Expected a text frame, not a binary one");
    }
    if (isTooBig(data, limits.frameBytes)) return { type: "ended", end: tooBig };
    if (!hub.spend(this.#user)) return this.#excessive(data);
    const decoded = decode(data, limits);
    if (decoded.ok) return { type: "admitted", frame: decoded.frame };
    const { id, refusal: { code, detail } } = decoded;
    return code === "invalid" ? this.invalid(id, detail) : refused(id, code, detail);
  }

  /** Refuses a frame as invalid; too many of these end the socket. */
  invalid(id: string | null, detail: string): Refused {
    const now = this.#deps.clock.now();
    this.#invalid ??= new TokenBucket(invalidAllowance, now);
    const end = { code: closeCode.badClient, reason: "Too many invalid frames" };
    return refused(id, "invalid", detail, this.#invalid.take(now) ? null : end);
  }

  /** Counts a frame as under way until `finish`. The refusal when too many are. */
  begin(frame: ClientFrame): Refused | null {
    if (this.#inFlight >= inFlightMost) {
      const detail = `At most ${inFlightMost} frames may wait for their answer`;
      return refused(idOf(frame), "slow_down", detail);
    }
    this.#inFlight += 1;
    return null;
  }

  finish(): void {
    this.#inFlight -= 1;
  }

  /** Past the credit a frame is decoded for its id alone. */
  #excessive(text: string): Refused {
    const { clock, limits } = this.#deps;
    const now = clock.now();
    this.#excess ??= new TokenBucket({ capacity: limits.burst, perSecond: excessPerSecond }, now);
    const decoded = decode(text, limits);
    const id = decoded.ok ? idOf(decoded.frame) : decoded.id;
    const end = { code: closeCode.slowDown, reason: "Too many frames" };
    return refused(
      id,
      "slow_down",
      `At most ${limits.framesPerSecond} frames a second`,
      this.#excess.take(now) ? null : end,
    );
  }
}

/** The id that a refusal echoes. */
export function idOf(frame: ClientFrame): string | null {
  return "id" in frame ? frame.id : null;
}

export function refused(
  id: string | null,
  code: ErrorCode,
  detail: string,
  end: End | null = null,
): Refused {
  return { type: "refused", id, code, detail, end };
}

function isBytes(data: unknown): data is ArrayBuffer | Uint8Array {
  return data instanceof ArrayBuffer || data instanceof Uint8Array;
}

function isTooBig(text: string, frameBytes: number): boolean {
  // One UTF-16 code unit takes one to three bytes of UTF-8: most frames need no counting.
  if (text.length * 3 <= frameBytes) return false;
  return text.length > frameBytes || encoder.encode(text).length > frameBytes;
}
