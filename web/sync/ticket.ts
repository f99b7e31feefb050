// The user's ticket: placing, refreshing and withdrawing it. What the socket has brought meanwhile
// is newer than an answer over HTTP.

import type { Signal } from "@preact/signals";
import type { Criteria } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { Api, Problem } from "../../client/net/api.ts";
import type { State } from "../../client/state/state.ts";

export interface TicketRequestsDeps {
  readonly api: Api;
  readonly state: Signal<State>;
}

export class TicketRequests {
  readonly #deps: TicketRequestsDeps;
  /** How often the socket has told the ticket: one may have come and gone meanwhile. */
  #told = 0;

  constructor(deps: TicketRequestsDeps) {
    this.#deps = deps;
  }

  onFrame({ type }: ServerFrame): void {
    if (type === "ticket" || type === "ready") this.#told += 1;
  }

  /** Asks for a trio, or changes what is asked for; null when that is done. */
  async place(criteria: Criteria): Promise<Problem | null> {
    const { api, state } = this.#deps;
    const told = this.#told;
    state.value = { ...state.value, matched: null, lastCriteria: criteria };
    const answer = await api.placeTicket(criteria);
    if (!answer.ok) return answer.problem;
    // A match at once may have been told before this answer came.
    if (state.value.matched === null && this.#told === told) {
      state.value = { ...state.value, ticket: answer.value.ticket };
    }
    return null;
  }

  /** Asks for the estimate and the hints of now, which change with who else waits. */
  async refresh(): Promise<void> {
    const { api, state } = this.#deps;
    const before = state.value.ticket;
    const answer = await api.ticket();
    if (answer.ok && before !== null && state.value.ticket === before) {
      state.value = { ...state.value, ticket: answer.value.ticket };
    }
  }

  /** Null when that is done. */
  async withdraw(): Promise<Problem | null> {
    const { api, state } = this.#deps;
    const before = state.value.ticket?.id;
    const answer = await api.withdrawTicket();
    if (!answer.ok) return answer.problem;
    // Another device may have placed one since.
    if (state.value.ticket?.id === before) state.value = { ...state.value, ticket: null };
    return null;
  }
}
