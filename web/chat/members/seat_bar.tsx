// After someone has quit: room for one more, and whether a third is looked for; by what, when the
// two could have none.

import { groupSize } from "../../../protocol/rules.ts";
import { useState } from "preact/hooks";
import type { Criteria, Group } from "../../../protocol/domain.ts";
import { useTools } from "../../ui/context.ts";
import { formatSpan } from "../../i18n/format.ts";
import { open } from "../../home/criteria_choice.ts";
import { AsyncButton } from "../../ui/async_button.tsx";
import { CriteriaFields } from "../../home/criteria_fields.tsx";
import { useNow } from "../../ui/use_now.ts";
import { useSelector } from "../../ui/use_selector.ts";
import { useProblem } from "../../ui/use_problem.tsx";

export function SeatBar({ group }: { readonly group: Group }) {
  const { session: { relations }, speech: { t } } = useTools();
  const { refusal, take } = useProblem();
  /** What this user asks for now; undefined: what they came with. */
  const [wish, setWish] = useState<Criteria>();
  const isDisclosed = useSelector((state) => state.profile?.sex !== null);
  const isFull = group.members.filter((member) => member.leftAt === null).length >= groupSize;
  if (isFull) return null;
  const { id, seat } = group;
  const toggle = async () => {
    const answer =
      await (seat === undefined ? relations.openSeat(id, wish) : relations.closeSeat(id));
    take(answer);
    if (answer.ok) setWish(undefined);
    else if (answer.problem.code === "no_third") setWish(wish ?? open);
  };
  return (
    <section class="seat-bar" aria-label={t("seat.room")}>
      <p>
        <span role="status">{t(seat === undefined ? "seat.room" : "seat.searching")}</span>
        {seat !== undefined && <Since at={seat.since} />}
      </p>
      <AsyncButton act={toggle}>
        {t(seat === undefined ? "seat.open" : "seat.close")}
      </AsyncButton>
      {refusal}
      {wish !== undefined && seat === undefined && (
        <CriteriaFields criteria={wish} change={setWish} isDisclosed={isDisclosed} />
      )}
    </section>
  );
}

/** Not told each second: it stands beside what is told. */
function Since({ at }: { readonly at: string }) {
  const { locale } = useTools().speech;
  const now = useNow(1_000);
  return <span class="since">{formatSpan(locale.value, now - Date.parse(at))}</span>;
}
