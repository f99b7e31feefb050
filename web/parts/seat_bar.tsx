// After someone has quit: room for one more, and whether a third is looked for.

import { useState } from "preact/hooks";
import type { Group } from "../../actors/protocol.ts";
import type { Answer } from "../api.ts";
import { useTools } from "../context.ts";
import { formatSpan } from "../i18n/format.ts";
import type { PlainKey } from "../i18n/texts.ts";
import { problemText } from "../problems.ts";
import { useNow } from "./use_now.ts";

export function SeatBar({ group }: { readonly group: Group }) {
  const { session: { company }, speech: { t } } = useTools();
  const [problem, setProblem] = useState<PlainKey | null>(null);
  const isFull = group.members.filter((member) => member.leftAt === null).length >= 3;
  if (isFull) return null;
  const { id, seat } = group;
  const take = (answer: Answer<unknown>) => setProblem(answer.ok ? null : problemText(answer.problem.code));
  const toggle = async () => take(await (seat === undefined ? company.openSeat(id) : company.closeSeat(id)));
  return (
    <section class="seat-bar" aria-label={t("seat.room")}>
      <p>
        <span role="status">{t(seat === undefined ? "seat.room" : "seat.searching")}</span>
        {seat !== undefined && <Since at={seat.since} />}
      </p>
      <button type="button" class="plain" onClick={() => void toggle()}>
        {t(seat === undefined ? "seat.open" : "seat.close")}
      </button>
      <div role="alert">{problem !== null && <p class="error">{t(problem)}</p>}</div>
    </section>
  );
}

/** Not told each second: it stands beside what is told. */
function Since({ at }: { readonly at: string }) {
  const { locale } = useTools().speech;
  const now = useNow(1_000);
  return <span class="since">{formatSpan(locale.value, now - Date.parse(at))}</span>;
}
