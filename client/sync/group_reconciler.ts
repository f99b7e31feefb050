// Holds the groups of the page against those that a pong names, since the frame that told of a
// change may have been lost. An unknown group is fetched; a group that is not named is asked for,
// and removed when the server says that it is gone. Where they are many, one request asks for all.

import type { Group, GroupId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { Api } from "../net/api.ts";
import type { StateCell } from "../state/state.ts";

/** More groups than these are not asked for one by one. */
const few = 4;

export interface GroupReconcilerDeps {
  readonly api: Api;
  readonly state: StateCell;
}

export class GroupReconciler {
  readonly #deps: GroupReconcilerDeps;
  /** Takes in what was found as if the server had sent it. */
  readonly #receive: (frame: ServerFrame) => void;
  readonly #asked = new Set<GroupId>();
  #isAskingForAll = false;

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
    const ids = [...unknown, ...unnamed].filter((id) => !this.#asked.has(id));
    if (this.#asked.size + ids.length <= few) ids.forEach((id) => void this.#ask(id));
    else if (ids.length > 0 && !this.#isAskingForAll) void this.#askForAll(ids);
  }

  async #ask(id: GroupId): Promise<void> {
    const take = this.#expect([id]);
    const answer = await this.#deps.api.group(id);
    const isGone = !answer.ok && answer.problem.status === 404;
    take(answer.ok ? [answer.value.group] : isGone ? [] : null);
  }

  async #askForAll(ids: readonly GroupId[]): Promise<void> {
    this.#isAskingForAll = true;
    const take = this.#expect(ids);
    const answer = await this.#deps.api.groups();
    this.#isAskingForAll = false;
    take(answer.ok ? answer.value.groups : null);
  }

  /** What to do with these groups as they are; null: it is not known. */
  #expect(ids: readonly GroupId[]): (found: readonly Group[] | null) => void {
    const { state } = this.#deps;
    const { user, history } = state.value;
    ids.forEach((id) => this.#asked.add(id));
    return (found) => {
      // Meanwhile a group is gone, which is newer than this answer.
      const still = ids.filter((id) => this.#asked.delete(id));
      // Another user is here, or the ready of another history has told of all groups.
      if (state.value.user?.id !== user?.id || state.value.history !== history) return;
      if (found === null) return;
      const byId = new Map(found.map((group) => [group.id, group]));
      for (const id of still) {
        const group = byId.get(id);
        if (group !== undefined) this.#receive({ type: "group", group });
        else if (state.value.groups.has(id)) this.#receive({ type: "gone", group: id });
      }
    };
  }
}
