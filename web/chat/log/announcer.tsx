// What a screen reader says of an open chat: each line of the others, once, when it comes. The log
// itself is silent, or it would be read out with every button, history and typing.

import { useEffect, useRef, useState } from "preact/hooks";
import { type Item, placeOf } from "../../../protocol/log.ts";
import type { Group, UserId } from "../../../protocol/domain.ts";
import type { GroupState } from "../../../client/state/group_state.ts";
import { nameOf } from "../../state/members.ts";
import { useTools } from "../../ui/context.ts";
import { useSelector } from "../../ui/use_selector.ts";

/** Of lines that come together, so many are said. */
const mostAtOnce = 3;
/** A line is taken away again once it was surely heard of. */
const holdsMs = 5_000;

interface AnnouncerProps {
  readonly groupState: GroupState;
  readonly me: UserId;
}

export function Announcer({ groupState, me }: AnnouncerProps) {
  const lines = useNewLines(groupState, me);
  return (
    <div class="only-read" role="status">
      {lines.map((item) => (
        <p key={item.id}>
          <Words item={item} group={groupState.group} />
        </p>
      ))}
    </div>
  );
}

/** The lines of others that have come since the chat was opened, for a while. */
function useNewLines({ head, group, shown: { items } }: GroupState, me: UserId): readonly Item[] {
  const { clock } = useTools();
  const isComplete = useSelector((state) => state.isComplete);
  const [lines, setLines] = useState<readonly Item[]>([]);
  /** Up to here nothing is said: not what was there, nor what was missed. */
  const known = useRef(head);
  const wasComplete = useRef(false);
  useEffect(() => {
    if (!wasComplete.current) known.current = Math.max(head, group.lastSeq);
    wasComplete.current = isComplete;
    const next = items.slice(placeOf(items, known.current + 1)).filter(({ by }) => by !== me);
    known.current = Math.max(known.current, head);
    if (next.length === 0) return;
    setLines((before) => [...before, ...next].slice(-mostAtOnce));
    clock.after(holdsMs, () => setLines((now) => now.filter((item) => !next.includes(item))));
  }, [head, isComplete]);
  return lines;
}

function Words({ item, group }: { readonly item: Item; readonly group: Group }) {
  const { t } = useTools().speech;
  const name = nameOf(group, item.by) ?? t("chat.someone");
  if (item.kind === "text") return <>{t("trios.line", { name, text: item.text })}</>;
  return (
    <>
      {item.kind === "left" &&
        t(item.reason === "away" ? "chat.someoneReplaced" : "chat.someoneLeft", { name })}
      {item.kind === "joined" && t("chat.someoneJoined", { name })}
    </>
  );
}
