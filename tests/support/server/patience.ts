// How long a test waits for what must happen: then it fails, instead of hanging.

import { systemClock } from "../../../protocol/clock.ts";
import { Client, type Closing, type Line, type Reply } from "../../../tools/client.ts";

/** Far longer than a busy machine needs. */
export const patienceMs = 20_000;

/** The promise, or a failure that names what did not happen in time. */
export function inTime<T>(promise: Promise<T>, what: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const cancel = systemClock.after(patienceMs, () => {
    reject(new Error(`Not within ${patienceMs / 1_000} s: ${what}`));
  });
  return Promise.race([promise, late]).finally(cancel);
}

/** How the socket ended; waits for its end. */
export function endOf(line: Line): Promise<Closing> {
  return inTime(line.closed, "the end of a socket");
}

/** A client whose requests must be answered in time, and whose frames must come in time. */
export class PatientClient extends Client {
  constructor(url: string) {
    super(url, { patienceMs });
  }

  override request<Body = unknown>(
    ...[method, path, body, extra]: Parameters<Client["request"]>
  ): Promise<Reply<Body>> {
    return inTime(super.request<Body>(method, path, body, extra), `an answer to ${method} ${path}`);
  }
}

/** Takes one step after the other until the condition holds. */
export async function until(
  what: string,
  holds: () => boolean,
  step: () => Promise<unknown>,
): Promise<void> {
  const end = systemClock.now() + patienceMs;
  while (!holds()) {
    if (systemClock.now() > end) throw new Error(`Not within ${patienceMs / 1_000} s: ${what}`);
    await step();
  }
}
