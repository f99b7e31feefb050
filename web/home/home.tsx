// The second page: the search for a trio, and the list of the user's trios.

import { useEffect } from "preact/hooks";
import { useTools } from "../ui/context.ts";
import { FindCard } from "./find_card.tsx";
import { MatchCard } from "./match_card.tsx";
import { TopBar } from "../ui/top_bar.tsx";
import { TrioList } from "../ui/trio_list.tsx";
import { useDuo } from "./use_duo.ts";
import { useSelector } from "../ui/use_selector.ts";
import { WaitCard } from "./wait_card.tsx";

export function Home() {
  const { session, speech } = useTools();
  const isComplete = useSelector((state) => state.isComplete);
  const hasGroups = useSelector((state) => state.groups.size > 0);
  useEffect(() => () => void (session.quitFrom.value = null), []);
  return (
    <div class="page">
      <TopBar />
      <main class="column" tabIndex={-1} aria-busy={!isComplete}>
        <QuitNote />
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

function QuitNote() {
  const { session, speech } = useTools();
  const left = session.quitFrom.value;
  if (left === null) return null;
  return (
    <p class="note" role="status">
      {left.type === "group"
        ? speech.markup("trios.quit", { names: left.names })
        : speech.markup("block.left", { name: left.name })}
    </p>
  );
}
