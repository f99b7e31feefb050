// The third page: the chat of one trio. On a wide screen the list of trios stays at its side.

import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Group, GroupId, UserId } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { type ChatUi, ChatUiContext, createChatUi, useChatUi } from "./chat_ui.ts";
import { ChatHeader } from "./chat_header.tsx";
import { columns } from "./log/folding.ts";
import { ChatLog } from "./log/chat_log.tsx";
import { Composer } from "./composer/composer.tsx";
import { SeatBar } from "./members/seat_bar.tsx";
import { AsyncButton } from "../ui/async_button.tsx";
import { TopBar } from "../ui/top_bar.tsx";
import { TrioList } from "../ui/trio_list.tsx";
import { useSelector } from "../ui/use_selector.ts";
import type { GroupState } from "../../client/state/group_state.ts";
import { isFresh } from "./opening/is_fresh.ts";
import { Missing } from "../ui/missing.tsx";
import { onDemand } from "../ui/on_demand.tsx";
import { Redirect } from "../ui/redirect.tsx";
import { usePlace } from "../router.tsx";

const Note = onDemand(async () => (await import("../on_demand.ts")).Note);
const OfferPush = onDemand(async () => (await import("../on_demand.ts")).OfferPush, {
  texts: "push",
});
const ChatDialogs = onDemand(async () => (await import("../on_demand.ts")).ChatDialogs);

/** A file of its own, which a talk that has begun does not load. */
const Opening = onDemand(async () => (await import("./opening/opening.tsx")).Opening, {
  texts: "about",
});

export function Chat() {
  const { speech } = useTools();
  const id = usePlace().params["id"] as GroupId;
  const isComplete = useSelector((state) => state.isComplete);
  const hasGroups = useSelector((state) => state.groups.size > 0);
  const isKnown = useSelector((state) => state.groups.has(id));
  const wasKnown = useRef<GroupId | null>(null);
  if (isKnown) wasKnown.current = id;
  // Left: by the user here, whose way home is on its way, or elsewhere.
  if (!isKnown && isComplete) {
    return wasKnown.current === id ? <Redirect to="/groups" /> : <Missing />;
  }
  return (
    <div class="page chat-page">
      <TopBar />
      <div class="chat-columns">
        <nav class="chat-side" aria-label={speech.t("trios.title")}>
          <h2>{speech.t("trios.title")}</h2>
          {(isComplete || hasGroups) && <TrioList current={id} />}
          <a class="plain" href="/groups">{speech.t(hasGroups ? "home.another" : "find.title")}</a>
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
  const ui = useMemo(createChatUi, []);
  useColumns(ui);
  const user = useSelector((state) => state.user?.id);
  const id = groupState.group.id;
  const isLoaded = groupState.run.length > 0;
  useEffect(() => session.setActiveGroup(id), [id, isLoaded]);
  useEffect(() => () => session.setActiveGroup(null), [id]);
  const header = useMemo(() => <ChatHeader group={groupState.group} />, [
    headerKeyOf(groupState.group),
  ]);
  const composer = useMemo(() => <Composer group={id} />, [id]);
  return (
    <ChatUiContext.Provider value={ui}>
      <main class="chat" tabIndex={-1}>
        {header}
        <MatchNote current={id} />
        <ChatLog groupState={groupState}>
          {isFresh(groupState) && <Opening group={groupState.group} />}
        </ChatLog>
        <SeatBar group={groupState.group} />
        <OpenNote group={groupState.group} />
        {hasSpoken(groupState, user) && <OfferPush />}
        {composer}
        {ui.dialog.value !== null && <ChatDialogs group={id} />}
      </main>
    </ChatUiContext.Provider>
  );
}

/** By the width of the window: on a phone a text has more rows. */
function useColumns(ui: ChatUi): void {
  useLayoutEffect(() => {
    const phone = matchMedia("(max-width: 599px)");
    const follow = () => void (ui.columns.value = phone.matches ? columns.narrow : columns.wide);
    follow();
    phone.addEventListener("change", follow);
    return () => phone.removeEventListener("change", follow);
  }, [ui]);
}

/** Whether this user has said something that stands in the log here. */
function hasSpoken({ shown: { items } }: GroupState, user: UserId | undefined): boolean {
  return items.some((item) => item.kind === "text" && item.by === user);
}

/** There before what comes into it, so that it is read out. */
function OpenNote({ group }: { readonly group: Group }) {
  const { t } = useTools().speech;
  const { note } = useChatUi();
  const isOpen = note.value !== null;
  return (
    <div class={isOpen ? "command-note" : undefined}>
      <div role="status">{isOpen && <Note group={group} />}</div>
      {isOpen && <AsyncButton act={() => (note.value = null)}>{t("app.close")}</AsyncButton>}
    </div>
  );
}

/** Tells of a match to a user who is in the middle of another talk. */
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

/** Equal for groups whose headers look the same. */
function headerKeyOf({ members, seat, why }: Group): string {
  return JSON.stringify([members.map((member) => ({ ...member, readSeq: 0 })), seat, why]);
}
