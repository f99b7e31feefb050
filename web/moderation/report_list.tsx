// The reports that are open, in the order of the server, or those that were handled.

import type { Report, ReportState } from "../../protocol/moderation.ts";
import { formatStamp } from "../i18n/format.ts";
import { useTools } from "../ui/context.ts";
import { useNow } from "../ui/use_now.ts";
import { useSelector } from "../ui/use_selector.ts";
import { DecisionWords } from "./decision_words.tsx";
import { PartsList } from "./parts_list.tsx";
import { mapAnswer, useModerationApi, useParts } from "./use_moderation.ts";

const minuteMs = 60_000;

interface ReportListProps {
  readonly state: ReportState;
  /** The id of the report that is open beside the list. */
  readonly chosen: string | null;
  readonly choose: (report: Report) => void;
}

export function ReportList({ state, chosen, choose }: ReportListProps) {
  const { t } = useTools().speech;
  const api = useModerationApi();
  const parts = useParts(async (range) =>
    mapAnswer(await api.reports(state, range), ({ reports, more }) => ({ items: reports, more }))
  );
  return (
    <>
      {state === "open" && <Count />}
      <PartsList
        parts={parts}
        none={t(`moderation.none.${state}`)}
        row={(report) => (
          <Row
            key={report.id}
            report={report}
            isChosen={report.id === chosen}
            choose={() => choose(report)}
          />
        )}
      />
    </>
  );
}

/** Read out when a report comes while the page is open. */
function Count() {
  const { t } = useTools().speech;
  const open = useSelector((state) => state.reports.open);
  return (
    <p class="why" role="status">
      {open !== null && open > 0 && t("moderation.count", { count: open })}
    </p>
  );
}

interface RowProps {
  readonly report: Report;
  readonly isChosen: boolean;
  readonly choose: () => void;
}

function Row({ report: { id, at, about, reason, decision }, isChosen, choose }: RowProps) {
  const { t, locale } = useTools().speech;
  const now = useNow(minuteMs);
  return (
    <li>
      <button id={id} type="button" class="moderation-row" aria-current={isChosen} onClick={choose}>
        <span class="moderation-head">
          <strong>
            <bdi translate={false}>{about.username || t("member.deleted")}</bdi>
          </strong>
          <span class="why">{formatStamp(locale.value, at, now)}</span>
        </span>
        <span class="moderation-words" dir="auto">{reason}</span>
        {decision !== null && (
          <span class="why">
            <DecisionWords decision={decision} about={about} />
          </span>
        )}
      </button>
    </li>
  );
}
