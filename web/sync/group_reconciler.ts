// Which groups the user is in, by the heads that a pong names, should the frame that told of one be
// lost: a group that is not known is fetched; one that is not named any more is asked for, and gone
// when the server says so.

import type { Signal } from "@preact/signals";
import type { GroupId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { Api } from "../net/api.ts";
import type { State } from "../state/state.ts";

export interface GroupReconcilerDeps {
  readonly api: Api;
  readonly state: Signal<State>;
}

export class GroupReconciler {
  readonly #deps: GroupReconcilerDeps;
  /** Takes in what was found as if the line had told it. */
  readonly #receive: (frame: ServerFrame) => void;
  readonly #asked = new Set<GroupId>();

  constructor(deps: GroupReconcilerDeps, receive: (frame: ServerFrame) => void) {
    this.#deps = deps;
    this.#receive = receive;
  }

  /** What the server said, after the state has taken it in. */
  hear(frame: ServerFrame): void {
    if (frame.type === "gone") this.#asked.delete(frame.group);
    if (frame.type !== "pong") return;
    const { groups } = this.#deps.state.value;
    const named = Object.keys(frame.heads) as GroupId[];
    const unnamed = [...groups.keys()].filter((id) => !(id in frame.heads));
    for (const id of [...named.filter((id) => !groups.has(id)), ...unnamed]) {
      if (!this.#asked.has(id)) void this.#ask(id);
    }
  }

  async #ask(id: GroupId): Promise<void> {
    const { api, state } = this.#deps;
    const user = state.value.user?.id;
    this.#asked.add(id);
    const answer = await api.group(id);
    // Gone meanwhile, and the answer is older than that; or this is another user.
    if (!this.#asked.delete(id) || state.value.user?.id !== user) return;
    if (answer.ok) this.#receive({ type: "group", group: answer.value.group });
    else if (answer.problem.status === 404 && state.value.groups.has(id)) {
      this.#receive({ type: "gone", group: id });
    }
  }
}
