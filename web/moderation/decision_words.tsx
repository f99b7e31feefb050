// What was decided about a user, in a line.

import type { User } from "../../protocol/domain.ts";
import type { AuditAction, Decision } from "../../protocol/moderation.ts";
import { formatDate } from "../i18n/format.ts";
import { useTools } from "../ui/context.ts";

interface DecisionWordsProps {
  readonly decision: { readonly action: AuditAction; readonly days: number | null };
  readonly about: User;
}

export function DecisionWords({ decision: { action, days }, about }: DecisionWordsProps) {
  const { markup } = useTools().speech;
  const name = about.username;
  return (
    <span>
      {action === "suspend"
        ? markup("moderation.did.suspend", { name, count: days ?? 0 })
        : markup(`moderation.did.${action}`, { name })}
    </span>
  );
}

type Act = Pick<Decision, "by" | "at" | "note" | "reports">;

/** Who decided it and when, why, and how many reports it settled. */
export function ActDetails({ act: { by, at, note, reports } }: { readonly act: Act }) {
  const { t, markup, locale } = useTools().speech;
  const time = formatDate(locale.value, at);
  return (
    <>
      <span class="why">
        {by === null
          ? t("moderation.byOperator", { time })
          : markup("moderation.byWhom", { name: by.username, time })}
        {reports.length > 0 && ` · ${t("moderation.settled", { count: reports.length })}`}
      </span>
      {note !== "" && <span class="written" dir="auto">{note}</span>}
    </>
  );
}
