// One trio's chat: who is here, the log, the composer; on a wide screen the other trios stay at the side.

import { useEffect, useMemo } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import type { Group, GroupId } from "../../actors/protocol.ts";
import { useTools } from "../context.ts";
import { createDesk, DeskContext } from "../desk.ts";
import { ChatHeader } from "../parts/chat_header.tsx";
import { ChatLog } from "../parts/chat_log.tsx";
import { Composer } from "../parts/composer.tsx";
import { Note } from "../parts/note.tsx";
import { QuitDialog } from "../parts/quit_dialog.tsx";
import { TopBar } from "../parts/top_bar.tsx";
import { TrioList } from "../parts/trio_list.tsx";
import type { Room } from "../room.ts";
import { Missing } from "./missing.tsx";

export function Chat() {
  const { session, speech } = useTools();
  const id = useRoute().params["id"] as GroupId;
  const { isComplete, rooms } = session.state.value;
  const room = rooms.get(id);
  if (room === undefined && isComplete) return <Missing />;
  return (
    <div class="page chat-page">
      <TopBar />
      <div class="chat-columns">
        <nav class="chat-side" aria-label={speech.t("trios.title")}>
          <h2>{speech.t("trios.title")}</h2>
          {(isComplete || rooms.size > 0) && <TrioList current={id} />}
        </nav>
        {room === undefined
          ? <main class="chat" tabIndex={-1} aria-busy="true" aria-label={speech.t("app.loading")} />
          : <ChatMain key={id} room={room} />}
      </div>
    </div>
  );
}

function ChatMain({ room }: { readonly room: Room }) {
  const { session } = useTools();
  const { route } = useLocation();
  const desk = useMemo(createDesk, []);
  const id = room.group.id;
  const isLoaded = room.run.length > 0;
  useEffect(() => session.look(id), [id, isLoaded]);
  useEffect(() => () => session.look(null), [id]);
  const quit = async () => {
    const problem = await session.quit(id);
    if (problem === null) route("/groups", true);
    return problem;
  };
  return (
    <DeskContext.Provider value={desk}>
      <main class="chat" tabIndex={-1}>
        <ChatHeader group={room.group} />
        <ChatLog room={room} />
        <SeatOpen group={room.group} />
        <Note group={room.group} />
        <Composer room={room} />
        {desk.isQuitting.value && <QuitDialog quit={quit} close={() => (desk.isQuitting.value = false)} />}
      </main>
    </DeskContext.Provider>
  );
}

/** After someone quit. */
function SeatOpen({ group }: { readonly group: Group }) {
  const { t } = useTools().speech;
  const isFull = group.members.filter((member) => member.leftAt === null).length >= 3;
  return isFull ? null : <p class="seat-open">{t("chat.seatOpen")}</p>;
}
