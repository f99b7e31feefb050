// A log-out that the server has not heard of: the page has forgotten the user already, and the
// cookie is out of its reach. The end of the session is told until the server has heard it, over a
// reload, too, and always before anybody logs in: told later, it would end the new session.

import type { Cancel, Clock } from "../../protocol/clock.ts";
import { type Api, type Problem, unreachable } from "../../client/net/api.ts";
import { Backoff } from "../../client/net/backoff.ts";
import { inTime } from "../../protocol/in_time.ts";
import type { LoginHint } from "../storage/login_hint.ts";

/** Who logs out does not wait longer for the server. */
const heardWithinMs = 3_000;

export interface UnheardLogOutDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly hint: LoginHint;
  readonly api: Pick<Api, "logOut">;
}

export class UnheardLogOut {
  readonly #deps: UnheardLogOutDeps;
  readonly #backoff: Backoff;
  #cancelRetry: Cancel | null = null;

  constructor(deps: UnheardLogOutDeps) {
    this.#deps = deps;
    this.#backoff = new Backoff(deps.random);
  }

  /** Tells the server that the session ends; null once it has heard it. */
  async tell(): Promise<Problem | null> {
    const { clock, hint, api } = this.#deps;
    // Noted before: the tab may be closed while the server is asked.
    hint.setUnheard(true);
    const answer = await inTime(clock, heardWithinMs, api.logOut());
    if (answer === null) return unreachable;
    if (!answer.ok && answer.problem.status !== 401) return answer.problem;
    this.#forget();
    return null;
  }

  /**
   * Called at the start, when the browser is online again, and before a log-in: tells it now, and
   * else later. Null where there is nothing to tell any more.
   */
  async retry(): Promise<Problem | null> {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    const problem = this.#deps.hint.isUnheard() ? await this.tell() : null;
    if (problem !== null) this.retryLater();
    return problem;
  }

  retryLater(): void {
    this.#cancelRetry ??= this.#deps.clock.after(this.#backoff.next(), () => {
      this.#cancelRetry = null;
      void this.retry();
    });
  }

  /** The session has ended. */
  #forget(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#backoff.reset();
    this.#deps.hint.setUnheard(false);
  }
}
