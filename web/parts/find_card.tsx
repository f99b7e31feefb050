// The request for matching: "same as me" or "open" at one click, everything else under "More".

import { useState } from "preact/hooks";
import type { Criteria } from "../../actors/protocol.ts";
import { useTools } from "../context.ts";
import type { PlainKey } from "../i18n/texts.ts";
import { problemText } from "../problems.ts";
import { CriteriaForm } from "./criteria_form.tsx";

const strict: Criteria = { sex: "same", age: 0, widen: false };
const open: Criteria = { sex: "any", age: null, widen: true };

export function FindCard() {
  const { session, speech: { t } } = useTools();
  const [problem, setProblem] = useState<PlainKey | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isDisclosed = session.state.value.profile?.sex !== null;
  const find = async (criteria: Criteria) => {
    setBusy(true);
    const refused = await session.search.place(criteria);
    setBusy(false);
    setProblem(refused === null ? null : problemText(refused.code));
  };
  return (
    <section class="card">
      <h1>{t("find.title")}</h1>
      <div class="finds">
        <button
          type="button"
          class="find"
          disabled={isBusy || !isDisclosed}
          onClick={() => void find(strict)}
        >
          <strong>{t("find.strict")}</strong>
          <span>{t("find.strict.means")}</span>
        </button>
        <button type="button" class="find" disabled={isBusy} onClick={() => void find(open)}>
          <strong>{t("find.open")}</strong>
          <span>{t("find.open.means")}</span>
        </button>
      </div>
      {!isDisclosed && <p class="quiet">{t("find.undisclosed")}</p>}
      <div role="alert">{problem !== null && <p class="error">{t(problem)}</p>}</div>
      <details class="more">
        <summary>{t("find.more")}</summary>
        <CriteriaForm isDisclosed={isDisclosed} isBusy={isBusy} find={(criteria) => void find(criteria)} />
      </details>
    </section>
  );
}
