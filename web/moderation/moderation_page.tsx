// The moderators' page: the lists of reports and the audit trail, and beside them what is open. On
// a narrow screen that stands in the place of the list.

import { useEffect, useRef, useState } from "preact/hooks";
import type { User } from "../../protocol/domain.ts";
import type { Report } from "../../protocol/moderation.ts";
import { useLayer } from "../router.tsx";
import { useTools } from "../ui/context.ts";
import { Tabs } from "../ui/tabs.tsx";
import { TopBar } from "../ui/top_bar.tsx";
import { AuditTrail } from "./audit_trail.tsx";
import { OpenReport } from "./open_report.tsx";
import { OpenUser } from "./open_user.tsx";
import { ReportList } from "./report_list.tsx";

const lists = ["open", "handled", "audit"] as const;
type ListName = typeof lists[number];

/** What is open beside the list. */
type Choice =
  | { readonly type: "report"; readonly report: Report }
  | { readonly type: "user"; readonly user: User; readonly from: string };

/** The element of the list that leads to a choice. */
const originOf = (choice: Choice) => choice.type === "report" ? choice.report.id : choice.from;

export function ModerationPage() {
  const { t } = useTools().speech;
  const [choice, choose] = useState<Choice | null>(null);
  const close = () => choose(null);
  useLayer(choice !== null, close);
  useReturn(choice);
  return (
    <div class="page">
      <TopBar />
      <main class={choice === null ? "moderation" : "moderation has-choice"} tabIndex={-1}>
        <h1>{t("moderation.title")}</h1>
        <Lists choice={choice} choose={choose} />
        <Chosen choice={choice} choose={choose} close={close} />
      </main>
    </div>
  );
}

interface ListsProps {
  readonly choice: Choice | null;
  readonly choose: (choice: Choice) => void;
}

function Lists({ choice, choose }: ListsProps) {
  const { t } = useTools().speech;
  const [list, setList] = useState<ListName>("open");
  const chosen = choice === null ? null : originOf(choice);
  return (
    <section class="card moderation-list">
      <Tabs
        tabs={lists.map((id) => ({ id, label: t(`moderation.${id}`) }))}
        chosen={list}
        choose={setList}
        label={t("moderation.lists")}
      >
        {list === "audit"
          ? (
            <AuditTrail
              chosen={chosen}
              choose={(user, from) => choose({ type: "user", user, from })}
            />
          )
          : (
            <ReportList
              key={list}
              state={list}
              chosen={chosen}
              choose={(report) => choose({ type: "report", report })}
            />
          )}
      </Tabs>
    </section>
  );
}

function Chosen({ choice, choose, close }: ListsProps & { readonly close: () => void }) {
  const { t } = useTools().speech;
  return (
    <section class="card moderation-choice" aria-label={t("moderation.decide")}>
      {choice === null && <p class="why">{t("moderation.choose")}</p>}
      {choice?.type === "report" && (
        <OpenReport
          key={choice.report.id}
          report={choice.report}
          decided={(report) => choose({ type: "report", report })}
          close={close}
        />
      )}
      {choice?.type === "user" && <OpenUser key={choice.from} user={choice.user} close={close} />}
    </section>
  );
}

/** Gives the focus back to where it came from, once nothing is open beside the list. */
function useReturn(choice: Choice | null): void {
  const last = useRef<string | null>(null);
  useEffect(() => {
    if (choice === null && last.current !== null) document.getElementById(last.current)?.focus();
    last.current = choice === null ? null : originOf(choice);
  }, [choice]);
}
