// Search in the memory store, as db/groups/text_search.ts has it.

import type { LogStore } from "../../../db/store/logs.ts";
import { withoutUnseen } from "../../../protocol/log.ts";
import { holdsAll } from "../../../protocol/word_search.ts";
import type { State } from "./memory_state.ts";

export function searchStore({ groups }: State): Pick<LogStore, "search" | "isText"> {
  return {
    search(user, id, { needles, before, limit }) {
      const group = groups.get(id);
      const mine = group?.members.find((member) => member.id === user && member.leftAt === null);
      if (group === undefined || mine === undefined) return Promise.resolve(null);
      const found = group.log.filter((message) =>
        message.seq >= mine.firstSeq && message.seq < (before ?? Infinity) &&
        message.kind === "text" && !message.erased && holdsAll(message.text, needles)
      ).map((message) => withoutUnseen(message, mine.firstSeq)).reverse();
      return Promise.resolve({ messages: found.slice(0, limit), more: found.length > limit });
    },
    isText: (id, seq) =>
      Promise.resolve(groups.get(id)?.log.find((message) => message.seq === seq)?.kind === "text"),
  };
}
