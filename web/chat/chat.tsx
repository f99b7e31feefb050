// One trio's chat: who is here, the log, the composer; on a wide screen the other trios stay at the
// side.

import { useEffect, useMemo } from "preact/hooks";
import type { Group, GroupId } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { ChatUiContext, createChatUi } from "./chat_ui.ts";
import { ChatHeader } from "./chat_header.tsx";
import { ChatLog } from "./log/chat_log.tsx";
import { Composer } from "./composer/composer.tsx";
import { Note } from "./composer/note.tsx";
import { SeatBar } from "./members/seat_bar.tsx";
import { TopBar } from "../ui/top_bar.tsx";
import { TrioList } from "../ui/trio_list.tsx";
import { useSelector } from "../ui/use_selector.ts";
import type { GroupState } from "../state/group_state.ts";
import { Missing } from "../ui/missing.tsx";
import { onDemand } from "../ui/on_demand.tsx";
import { usePlace } from "../router.tsx";

const MemberDialogs = onDemand(async () => (await import("../on_demand.ts")).MemberDialogs);
const QuitDialog = onDemand(async () => (await import("../on_demand.ts")).QuitDialog);

export function Chat() {
  const { speech } = useTools();
  const id = usePlace().params["id"] as GroupId;
  const isComplete = useSelector((state) => state.isComplete);
  const hasGroups = useSelector((state) => state.groups.size > 0);
  const isKnown = useSelector((state) => state.groups.has(id));
  if (!isKnown && isComplete) return <Missing />;
  return (
    <div class="page chat-page">
      <TopBar />
      <div class="chat-columns">
        <nav class="chat-side" aria-label={speech.t("trios.title")}>
          <h2>{speech.t("trios.title")}</h2>
          {(isComplete || hasGroups) && <TrioList current={id} />}
          <a class="plain" href="/groups">{speech.t("find.title")}</a>
        </nav>
        {isKnown ? <OpenChat key={id} id={id} /> : (
          <main
            class="chat"
            tabIndex={-1}
            aria-busy="true"
            aria-label={speech.t("app.loading")}
          />
        )}
      </div>
    </div>
  );
}

function OpenChat({ id }: { readonly id: GroupId }) {
  const groupState = useSelector((state) => state.groups.get(id));
  return groupState === undefined ? null : <ChatMain groupState={groupState} />;
}

function ChatMain({ groupState }: { readonly groupState: GroupState }) {
  const { session } = useTools();
  const { route } = usePlace();
  const ui = useMemo(createChatUi, []);
  const id = groupState.group.id;
  const isLoaded = groupState.run.length > 0;
  useEffect(() => session.look(id), [id, isLoaded]);
  useEffect(() => () => session.look(null), [id]);
  const header = useMemo(() => <ChatHeader group={groupState.group} />, [
    facesOf(groupState.group),
  ]);
  const composer = useMemo(() => <Composer group={id} />, [id]);
  const quit = async () => {
    const problem = await session.quit(id);
    if (problem === null) route("/groups", true);
    return problem;
  };
  return (
    <ChatUiContext.Provider value={ui}>
      <main class="chat" tabIndex={-1}>
        {header}
        <MatchNote current={id} />
        <ChatLog groupState={groupState} />
        <SeatBar group={groupState.group} />
        <Note group={groupState.group} />
        {composer}
        {ui.asking.value !== null && <MemberDialogs group={id} />}
        {ui.isQuitting.value && (
          <QuitDialog quit={quit} close={() => (ui.isQuitting.value = false)} />
        )}
      </main>
    </ChatUiContext.Provider>
  );
}

/** The moment of a match, for whoever is in the middle of another talk. */
function MatchNote({ current }: { readonly current: GroupId }) {
  const { speech: { t } } = useTools();
  const matched = useSelector((state) => state.matched);
  return (
    <div role="status">
      {matched !== null && matched !== current && (
        <a class="match-note" href={`/groups/${matched}`}>{t("match.title")}</a>
      )}
    </div>
  );
}

/** All that the header shows of a group: equal words for equal headers. */
function facesOf({ members, seat, why }: Group): string {
  return JSON.stringify([members.map((member) => ({ ...member, readSeq: 0 })), seat, why]);
}
