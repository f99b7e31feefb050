// How long a test waits for what must happen: then it fails, instead of hanging.

import { systemClock } from "../../../protocol/clock.ts";
import { holdAnswer, holdFrame } from "../../contract/answers.ts";
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

/**
 * A client whose requests must be answered in time, and whose frames must come in time, both as the
 * contract for machines has them.
 */
export class PatientClient extends Client {
  constructor(url: string) {
    super(url, { patienceMs });
  }

  override async request<Body = unknown>(
    ...[method, path, body, extra]: Parameters<Client["request"]>
  ): Promise<Reply<Body>> {
    const asked = super.request<Body>(method, path, body, extra);
    const reply = await inTime(asked, `an answer to ${method} ${path}`);
    holdAnswer(method, path, reply);
    return reply;
  }

  override async connect(extra?: Readonly<Record<string, string>>): Promise<Line> {
    const line = await super.connect(extra);
    // What is not as the contract has it is a rejection that nobody catches, and fails the test.
    void line.closed.then(() => line.received.forEach(holdFrame));
    return line;
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
