// The seat that is free after someone has quit, or that a member who is away does not take: whether
// somebody is looked for; when the two could have no third, the criteria to loosen.

import { useState } from "preact/hooks";
import type { Criteria, Group, Member } from "../../../protocol/domain.ts";
import { open } from "../../home/criteria_choice.ts";
import { CriteriaFields } from "../../home/criteria_fields.tsx";
import { formatSpan } from "../../i18n/format.ts";
import { awayOf, countFree } from "../../state/members.ts";
import { AsyncButton } from "../../ui/async_button.tsx";
import { type Tools, useTools } from "../../ui/context.ts";
import { useNow } from "../../ui/use_now.ts";
import { useProblem } from "../../ui/use_problem.tsx";
import { useSelector } from "../../ui/use_selector.ts";

export function SeatBar({ group }: { readonly group: Group }) {
  const { session: { api }, speech: { t } } = useTools();
  const { refusal, take } = useProblem();
  /** Undefined: those that each member came with. */
  const [criteria, setCriteria] = useState<Criteria>();
  const isDisclosed = useSelector((state) => state.profile?.sex !== null);
  const me = useSelector((state) => state.user?.id);
  const { id, seat } = group;
  const away = awayOf(group, me);
  const count = countFree(group);
  if (count === 0 && away.length === 0) return null;
  const isSearching = seat !== undefined;
  const words = away.length === 0 ? freeWords(t, count) : awayWords(t, away);
  const toggle = async () => {
    const answer = await (isSearching ? api.closeSeat(id) : api.openSeat(id, criteria));
    take<unknown>(answer);
    if (answer.ok) setCriteria(undefined);
    else if (answer.problem.code === "no_third") setCriteria(criteria ?? open);
  };
  return (
    <section class={isSearching ? "seat-bar searching" : "seat-bar"} aria-label={words.room}>
      <span class="empty-seat" aria-hidden="true" />
      <p>
        <span role="status">
          {isSearching ? words.searching : words.room}{" "}
          {!isSearching && <span class="why">{words.means}</span>}
        </span>
        {isSearching && <Since at={seat.since} />}
      </p>
      <AsyncButton act={toggle}>{isSearching ? t("seat.close") : words.open}</AsyncButton>
      {refusal}
      {criteria !== undefined && !isSearching && (
        <CriteriaFields criteria={criteria} change={setCriteria} isDisclosed={isDisclosed} />
      )}
    </section>
  );
}

function freeWords(t: Tools["speech"]["t"], count: number) {
  return {
    room: t("seat.room", { count }),
    means: t("seat.means", { count }),
    open: t("seat.open", { count }),
    searching: t("seat.searching", { count }),
  };
}

/** In the place of a member who is away. Of two it is not known yet which one. */
function awayWords(t: Tools["speech"]["t"], [member, other]: readonly Member[]) {
  const name = member?.username ?? "";
  if (other !== undefined) {
    return {
      room: t("seat.awayBoth"),
      means: t("seat.awayBothMeans"),
      open: t("seat.awayOpenBoth"),
      searching: "",
    };
  }
  return {
    room: t("seat.away", { name }),
    means: t("seat.awayMeans", { name }),
    open: t("seat.awayOpen"),
    searching: t("seat.awaySearching", { name }),
  };
}

/** Outside of the live region: screen readers do not read out each second. */
function Since({ at }: { readonly at: string }) {
  const { locale } = useTools().speech;
  const now = useNow(1_000);
  return <span class="since">{formatSpan(locale.value, now - Date.parse(at))}</span>;
}
