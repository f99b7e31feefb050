// The second page: the user's trios, and the search for another one. A match takes the page to
// itself.

import { useEffect, useState } from "preact/hooks";
import { useTools } from "../ui/context.ts";
import { FindCard } from "./find_card.tsx";
import { AsyncButton } from "../ui/async_button.tsx";
import { Illustration } from "../ui/illustration.tsx";
import { onDemand } from "../ui/on_demand.tsx";
import { TopBar } from "../ui/top_bar.tsx";
import { TrioList } from "../ui/trio_list.tsx";
import { useDuo } from "./use_duo.ts";
import { useHeldTicket } from "./use_held_ticket.ts";
import { useSelector } from "../ui/use_selector.ts";
import { WaitCard } from "./wait_card.tsx";

const LastDone = onDemand(async () => (await import("../on_demand.ts")).LastDone, {
  texts: "account",
});
const MatchCard = onDemand(async () => (await import("../on_demand.ts")).MatchCard, {
  texts: "chat",
});

export function Home() {
  const { session } = useTools();
  const isComplete = useSelector((state) => state.isComplete);
  useEffect(() => () => void (session.homeNote.value = null), []);
  return (
    <div class="page">
      <TopBar />
      <main class="column home" tabIndex={-1} aria-busy={!isComplete}>
        {session.homeNote.value !== null && <LastDone note={session.homeNote.value} />}
        {isComplete ? <Content /> : <Early />}
      </main>
    </div>
  );
}

/** What is known before the server has told everything. */
function Early() {
  const { t } = useTools().speech;
  const hasGroups = useSelector((state) => state.groups.size > 0);
  return (
    <>
      {hasGroups && <h1>{t("trios.title")}</h1>}
      {hasGroups ? <Trios /> : <div class="card skeleton" />}
    </>
  );
}

function Content() {
  const tools = useTools();
  const matched = useSelector(({ matched, groups }) =>
    matched === null ? undefined : groups.get(matched)
  );
  const isDisclosed = useSelector((state) => state.profile?.sex !== null);
  const hasGroups = useSelector((state) => state.groups.size > 0);
  const { ticket, release } = useHeldTicket(matched !== undefined);
  const duo = useDuo();
  const [isAsked, setAsked] = useState(false);
  const isWaiting = ticket !== null;
  useEffect(() => {
    if (isWaiting) MatchCard.prefetch(tools);
  }, [isWaiting]);
  const isOpen = isAsked || duo.partner !== null || duo.gone !== null;
  const begin = () => setAsked(true);
  const end = () => {
    release();
    begin();
  };
  const search = isWaiting
    ? <WaitCard ticket={ticket} duo={duo} end={end} />
    : isOpen && <FindCard key={isDisclosed} duo={duo} isAsked={isAsked} />;
  return (
    <>
      <div role="status">{matched !== undefined && <MatchCard group={matched.group} />}</div>
      {matched === undefined && (hasGroups
        ? (
          <>
            <Head begin={search === false ? begin : null} />
            {search}
            <Trios />
          </>
        )
        : search || <Empty begin={begin} />)}
    </>
  );
}

function Trios() {
  return (
    <section class="card">
      <TrioList current={null} />
    </section>
  );
}

interface BeginProps {
  /** Opens the wish; null: it is open. */
  readonly begin: (() => void) | null;
}

function Head({ begin }: BeginProps) {
  const { t } = useTools().speech;
  return (
    <div class="home-head">
      <h1>{t("trios.title")}</h1>
      {begin !== null && <AsyncButton look="button" act={begin}>{t("home.another")}</AsyncButton>}
    </div>
  );
}

/** Nobody sits at the user's table yet. */
function Empty({ begin }: { readonly begin: () => void }) {
  const { t } = useTools().speech;
  return (
    <section class="card home-empty">
      <Illustration of="free" />
      <h1>{t("home.empty")}</h1>
      <AsyncButton look="button" act={begin}>{t("home.begin")}</AsyncButton>
    </section>
  );
}
