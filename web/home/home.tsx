// My trios, and the way to a new one.

import { useEffect } from "preact/hooks";
import { useTools } from "../ui/context.ts";
import { FindCard } from "./find_card.tsx";
import { MatchCard } from "./match_card.tsx";
import { TopBar } from "../ui/top_bar.tsx";
import { TrioList } from "../ui/trio_list.tsx";
import { useDuo } from "./use_duo.ts";
import { usePart } from "../ui/use_selector.ts";
import { WaitCard } from "./wait_card.tsx";

export function Home() {
  const { session, speech } = useTools();
  const isComplete = usePart((state) => state.isComplete);
  const hasRooms = usePart((state) => state.rooms.size > 0);
  useEffect(() => () => void (session.quitFrom.value = null), []);
  return (
    <div class="page">
      <TopBar />
      <main class="column" tabIndex={-1} aria-busy={!isComplete}>
        <QuitNote />
        {isComplete ? <Search /> : <div class="card skeleton" />}
        <section class="card">
          <h2>{speech.t("trios.title")}</h2>
          {isComplete || hasRooms ? <TrioList current={null} /> : <div class="skeleton" />}
        </section>
      </main>
    </div>
  );
}

function Search() {
  const ticket = usePart((state) => state.ticket);
  const room = usePart(({ matched, rooms }) => matched === null ? undefined : rooms.get(matched));
  const isDisclosed = usePart((state) => state.profile?.sex !== null);
  const duo = useDuo();
  return (
    <>
      <div role="status">{room !== undefined && <MatchCard group={room.group} />}</div>
      {ticket === null
        ? <FindCard key={isDisclosed} duo={duo} />
        : <WaitCard ticket={ticket} duo={duo} />}
    </>
  );
}

function QuitNote() {
  const { session, speech } = useTools();
  const names = session.quitFrom.value;
  if (names === null) return null;
  return (
    <p class="note" role="status">
      {speech.t("trios.quit", { names })}
    </p>
  );
}
