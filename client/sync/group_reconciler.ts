// Holds the groups of the page against those that a pong names, since the frame that told of a
// change may have been lost. An unknown group is fetched; a group that is not named is asked for,
// and removed when the server says that it is gone.

import type { GroupId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { Api } from "../net/api.ts";
import type { StateCell } from "../state/state.ts";

export interface GroupReconcilerDeps {
  readonly api: Api;
  readonly state: StateCell;
}

export class GroupReconciler {
  readonly #deps: GroupReconcilerDeps;
  /** Takes in what was found as if the server had sent it. */
  readonly #receive: (frame: ServerFrame) => void;
  readonly #asked = new Set<GroupId>();

  constructor(deps: GroupReconcilerDeps, receive: (frame: ServerFrame) => void) {
    this.#deps = deps;
    this.#receive = receive;
  }

  /** Called after the state has taken the frame in. */
  onFrame(frame: ServerFrame): void {
    if (frame.type === "gone") this.#asked.delete(frame.group);
    if (frame.type !== "pong") return;
    const { groups } = this.#deps.state.value;
    const unknown = (Object.keys(frame.heads) as GroupId[]).filter((id) => !groups.has(id));
    const unnamed = [...groups.keys()].filter((id) => !(id in frame.heads));
    for (const id of [...unknown, ...unnamed]) {
      if (!this.#asked.has(id)) void this.#ask(id);
    }
  }

  async #ask(id: GroupId): Promise<void> {
    const { api, state } = this.#deps;
    const { user, history } = state.value;
    this.#asked.add(id);
    const answer = await api.group(id);
    // Meanwhile the group is gone, which is newer than this answer, or another user is here.
    if (!this.#asked.delete(id) || state.value.user?.id !== user?.id) return;
    // The ready of another history has told of all groups.
    if (state.value.history !== history) return;
    if (answer.ok) this.#receive({ type: "group", group: answer.value.group });
    else if (answer.problem.status === 404 && state.value.groups.has(id)) {
      this.#receive({ type: "gone", group: id });
    }
  }
}
