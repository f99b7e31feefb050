// One report: what was told and by whom, the talk around it, both histories, and the decision.

import type { Report } from "../../protocol/moderation.ts";
import { formatDate } from "../i18n/format.ts";
import { useTools } from "../ui/context.ts";
import { useSelector } from "../ui/use_selector.ts";
import { ChoiceHead } from "./choice_head.tsx";
import { DecisionForm } from "./decision_form.tsx";
import { ActDetails, DecisionWords } from "./decision_words.tsx";
import { Evidence } from "./evidence.tsx";
import { UserHistory } from "./user_history.tsx";

interface OpenReportProps {
  readonly report: Report;
  /** Called with the report as it is once it is decided. */
  readonly decided: (report: Report) => void;
  readonly close: () => void;
}

export function OpenReport({ report, decided, close }: OpenReportProps) {
  const { t, markup, locale } = useTools().speech;
  const me = useSelector((state) => state.user?.id);
  const { about, by, at, reason, decision } = report;
  return (
    <>
      <ChoiceHead title={markup("moderation.report", { name: about.username })} close={close} />
      <p class="why">
        {markup("moderation.by", { name: by.username, time: formatDate(locale.value, at) })}
      </p>
      <div class="moderation-part">
        <h3>{markup("moderation.reason", { name: by.username })}</h3>
        <p class="written" dir="auto">{reason}</p>
      </div>
      <Evidence report={report} />
      {/* Anew once something is decided; that stands below. */}
      <UserHistory key={`about ${decision?.id}`} user={about} except={decision?.id} />
      <UserHistory user={by} />
      <div role="status">
        {decision !== null && (
          <p class="note moderation-decision">
            <strong>
              <DecisionWords decision={decision} about={about} />
            </strong>
            <ActDetails act={decision} />
          </p>
        )}
      </div>
      {decision === null &&
        (about.id === me
          ? <p class="note">{t("moderation.own")}</p>
          : <DecisionForm report={report} decided={decided} />)}
    </>
  );
}
