// What the user has told the people who run Trio about others, and whether it was handled.

import type { OwnReport } from "../../protocol/moderation.ts";
import { formatStamp } from "../i18n/format.ts";
import { useTools } from "../ui/context.ts";
import { useNow } from "../ui/use_now.ts";
import { useAccountApi, useList } from "./use_account.ts";

const minuteMs = 60_000;

/** Nothing, where nothing was told. */
export function OwnReports() {
  const { t } = useTools().speech;
  const { list, refusal } = useList(useAccountApi().reports);
  const reports = list?.reports ?? [];
  return (
    <>
      {reports.length > 0 && (
        <details class="member">
          <summary>{t("account.reports")}</summary>
          <ul class="rows">{reports.map((each) => <ReportRow key={each.id} report={each} />)}</ul>
        </details>
      )}
      {refusal}
    </>
  );
}

function ReportRow({ report: { at, about, state } }: { readonly report: OwnReport }) {
  const { t, markup, locale } = useTools().speech;
  const time = formatStamp(locale.value, at, useNow(minuteMs));
  return (
    <li class="row">
      <p>
        {markup("account.reports.one", { name: about.username, time })}{" "}
        <span class="why">{t(`account.reports.${state}`)}</span>
      </p>
    </li>
  );
}
