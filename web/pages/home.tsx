// My trios, and the way to a new one.

import { useEffect } from "preact/hooks";
import { useTools } from "../context.ts";
import { formatList } from "../i18n/format.ts";
import { FindCard } from "../parts/find_card.tsx";
import { MatchCard } from "../parts/match_card.tsx";
import { TopBar } from "../parts/top_bar.tsx";
import { TrioList } from "../parts/trio_list.tsx";
import { WaitCard } from "../parts/wait_card.tsx";

export function Home() {
  const { session, speech } = useTools();
  const { isComplete, rooms } = session.state.value;
  useEffect(() => () => void (session.quitFrom.value = null), []);
  return (
    <div class="page">
      <TopBar />
      <main class="column" tabIndex={-1} aria-busy={!isComplete}>
        <QuitNote />
        {isComplete ? <Search /> : <div class="card skeleton" />}
        <section class="card">
          <h2>{speech.t("trios.title")}</h2>
          {isComplete || rooms.size > 0 ? <TrioList current={null} /> : <div class="skeleton" />}
        </section>
      </main>
    </div>
  );
}

function Search() {
  const { ticket, matched, rooms } = useTools().session.state.value;
  const room = matched === null ? undefined : rooms.get(matched);
  return (
    <>
      {room !== undefined && <MatchCard group={room.group} />}
      {ticket === null ? <FindCard /> : <WaitCard ticket={ticket} />}
    </>
  );
}

function QuitNote() {
  const { session, speech } = useTools();
  const names = session.quitFrom.value;
  if (names === null) return null;
  return (
    <p class="note" role="status">
      {speech.t("trios.quit", { names: formatList(speech.locale.value, names) })}
    </p>
  );
}
