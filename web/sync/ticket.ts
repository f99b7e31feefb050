// The user's request for a trio: placing it and taking it back. What the line says of it goes
// before what HTTP answers.

import type { Signal } from "@preact/signals";
import type { Criteria } from "../../protocol/domain.ts";
import type { Api, Problem } from "../net/api.ts";
import type { State } from "../state/state.ts";

export interface TicketRequestsDeps {
  readonly api: Api;
  readonly state: Signal<State>;
  /** Looks at a refusal, and gives it back. */
  readonly refused: (problem: Problem) => Problem;
}

export class TicketRequests {
  readonly #deps: TicketRequestsDeps;

  constructor(deps: TicketRequestsDeps) {
    this.#deps = deps;
  }

  /** Asks for a trio, or changes what is asked for; null when that is done. */
  async place(criteria: Criteria): Promise<Problem | null> {
    const { api, state, refused } = this.#deps;
    state.value = { ...state.value, matched: null, wish: criteria };
    const answer = await api.placeTicket(criteria);
    if (!answer.ok) return refused(answer.problem);
    // Matched at once: the frames that told so may have come before this answer, which is older.
    if (state.value.matched === null) state.value = { ...state.value, ticket: answer.value.ticket };
    return null;
  }

  /**
   * Looks how the wait stands now: what is usual and what would help changes with who else waits.
   */
  async look(): Promise<void> {
    const { api, state } = this.#deps;
    const before = state.value.ticket;
    const answer = await api.ticket();
    // Whatever the line has said meanwhile goes before this answer, which is older.
    if (answer.ok && before !== null && state.value.ticket === before) {
      state.value = { ...state.value, ticket: answer.value.ticket };
    }
  }

  async withdraw(): Promise<Problem | null> {
    const { api, state, refused } = this.#deps;
    const answer = await api.withdrawTicket();
    if (!answer.ok) return refused(answer.problem);
    state.value = { ...state.value, ticket: null };
    return null;
  }
}
