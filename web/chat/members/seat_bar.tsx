// After someone has quit: the free seat, and whether a third is looked for; when the two could have
// no third, the criteria to loosen.

import { useState } from "preact/hooks";
import type { Criteria, Group } from "../../../protocol/domain.ts";
import { open } from "../../home/criteria_choice.ts";
import { CriteriaFields } from "../../home/criteria_fields.tsx";
import { formatSpan } from "../../i18n/format.ts";
import { countFree } from "../../state/members.ts";
import { AsyncButton } from "../../ui/async_button.tsx";
import { useTools } from "../../ui/context.ts";
import { useNow } from "../../ui/use_now.ts";
import { useProblem } from "../../ui/use_problem.tsx";
import { useSelector } from "../../ui/use_selector.ts";

export function SeatBar({ group }: { readonly group: Group }) {
  const { session: { api }, speech: { t } } = useTools();
  const { refusal, take } = useProblem();
  /** Undefined: those that each member came with. */
  const [criteria, setCriteria] = useState<Criteria>();
  const isDisclosed = useSelector((state) => state.profile?.sex !== null);
  const count = countFree(group);
  if (count === 0) return null;
  const { id, seat } = group;
  const toggle = async () => {
    const answer = await (seat === undefined ? api.openSeat(id, criteria) : api.closeSeat(id));
    take<unknown>(answer);
    if (answer.ok) setCriteria(undefined);
    else if (answer.problem.code === "no_third") setCriteria(criteria ?? open);
  };
  return (
    <section
      class={seat === undefined ? "seat-bar" : "seat-bar searching"}
      aria-label={t("seat.room", { count })}
    >
      <span class="empty-seat" aria-hidden="true" />
      <p>
        <span role="status">
          {t(seat === undefined ? "seat.room" : "seat.searching", { count })}{" "}
          {seat === undefined && <span class="why">{t("seat.means", { count })}</span>}
        </span>
        {seat !== undefined && <Since at={seat.since} />}
      </p>
      <AsyncButton act={toggle}>
        {seat === undefined ? t("seat.open", { count }) : t("seat.close")}
      </AsyncButton>
      {refusal}
      {criteria !== undefined && seat === undefined && (
        <CriteriaFields criteria={criteria} change={setCriteria} isDisclosed={isDisclosed} />
      )}
    </section>
  );
}

/** Outside of the live region: screen readers do not read out each second. */
function Since({ at }: { readonly at: string }) {
  const { locale } = useTools().speech;
  const now = useNow(1_000);
  return <span class="since">{formatSpan(locale.value, now - Date.parse(at))}</span>;
}
