// The second page: the search for a trio, and the list of the user's trios.

import { useEffect } from "preact/hooks";
import { useTools } from "../ui/context.ts";
import { FindCard } from "./find_card.tsx";
import { MatchCard } from "./match_card.tsx";
import { onDemand } from "../ui/on_demand.tsx";
import { TopBar } from "../ui/top_bar.tsx";
import { TrioList } from "../ui/trio_list.tsx";
import { useDuo } from "./use_duo.ts";
import { useSelector } from "../ui/use_selector.ts";
import { WaitCard } from "./wait_card.tsx";

const LastDone = onDemand(async () => (await import("../on_demand.ts")).LastDone, {
  texts: "account",
});

export function Home() {
  const { session, speech } = useTools();
  const isComplete = useSelector((state) => state.isComplete);
  const hasGroups = useSelector((state) => state.groups.size > 0);
  useEffect(() => () => void (session.homeNote.value = null), []);
  return (
    <div class="page">
      <TopBar />
      <main class="column" tabIndex={-1} aria-busy={!isComplete}>
        {session.homeNote.value !== null && <LastDone note={session.homeNote.value} />}
        {isComplete ? <Search /> : <div class="card skeleton" />}
        <section class="card">
          <h2>{speech.t("trios.title")}</h2>
          {isComplete || hasGroups ? <TrioList current={null} /> : <div class="skeleton" />}
        </section>
      </main>
    </div>
  );
}

function Search() {
  const ticket = useSelector((state) => state.ticket);
  const groupState = useSelector(({ matched, groups }) =>
    matched === null ? undefined : groups.get(matched)
  );
  const isDisclosed = useSelector((state) => state.profile?.sex !== null);
  const duo = useDuo();
  return (
    <>
      <div role="status">{groupState !== undefined && <MatchCard group={groupState.group} />}</div>
      {ticket === null
        ? <FindCard key={isDisclosed} duo={duo} />
        : <WaitCard ticket={ticket} duo={duo} />}
    </>
  );
}
