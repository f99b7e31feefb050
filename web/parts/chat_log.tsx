// The log: everything said, older messages on demand, what is on its way, who types. Keeps to the end while the reader
// is there, and to the line being read while older ones are put before it.

import { useTools } from "../context.ts";
import { linesOf, readMarks } from "../lines.ts";
import { hasOlder, type Room } from "../room.ts";
import { ChatLine } from "./chat_line.tsx";
import { PendingLine } from "./pending_line.tsx";
import { Typists } from "./typists.tsx";
import { useHistory } from "./use_history.ts";
import { useScroll } from "./use_scroll.ts";

export function ChatLog({ room }: { readonly room: Room }) {
  const { t } = useTools().speech;
  const scroll = useScroll(room);
  return (
    <div
      class="log"
      ref={scroll.box}
      onScroll={scroll.note}
      tabIndex={0}
      role="log"
      aria-label={t("chat.log")}
    >
      <Older room={room} />
      <Lines room={room} />
      <Typists room={room} />
    </div>
  );
}

function Older({ room }: { readonly room: Room }) {
  const { t } = useTools().speech;
  const { isLoading, hasFailed, load } = useHistory(room);
  return (
    <>
      {hasFailed && <p class="system error">{t("chat.olderFailed")}</p>}
      {hasOlder(room) && (
        <button
          type="button"
          class="plain older"
          disabled={isLoading}
          onClick={() => void load()}
        >
          {t(isLoading ? "app.loading" : "chat.older")}
        </button>
      )}
    </>
  );
}

function Lines({ room }: { readonly room: Room }) {
  const { user } = useTools().session.state.value;
  if (user === null) return null;
  const lines = linesOf(room);
  const marks = readMarks(lines, room.group, user.id);
  return (
    <ol class="lines">
      {lines.map((line) => (
        <ChatLine
          key={line.key}
          line={line}
          group={room.group}
          me={user.id}
          readers={marks.get(line.key) ?? []}
        />
      ))}
      {room.pending.map((line) => <PendingLine key={line.id} line={line} group={room.group} />)}
    </ol>
  );
}
