// What one gives of oneself to one's trios, and is given of the others: each both ways or neither.

import { useState } from "preact/hooks";
import type { Preference, Preferences } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { Tick } from "../ui/tick.tsx";
import { useProblem } from "../ui/use_problem.tsx";
import { Subsection } from "./section.tsx";
import { useAccountApi, useList } from "./use_account.ts";

const all = ["receipts", "typing", "presence"] as const satisfies readonly Preference[];

export function Sharing() {
  const { session, speech: { t } } = useTools();
  const { list: account, refusal } = useList(session.api.me);
  return (
    <Subsection title={t("account.sharing")}>
      <p class="why">{t("account.sharing.means")}</p>
      {refusal}
      {account?.preferences && <Switches first={account.preferences} />}
    </Subsection>
  );
}

function Switches({ first }: { readonly first: Preferences }) {
  const { t } = useTools().speech;
  const api = useAccountApi();
  const { refusal, take } = useProblem();
  const [preferences, setPreferences] = useState(first);
  const [isSaving, setSaving] = useState(false);
  const set = async (what: Preference, isOn: boolean) => {
    const next = { ...preferences, [what]: isOn };
    // Shown at once, and as it was again when it could not be saved.
    setPreferences(next);
    setSaving(true);
    if (take(await api.savePreferences(next)) === null) setPreferences(preferences);
    setSaving(false);
  };
  return (
    <fieldset class="sharing" disabled={isSaving}>
      <legend class="only-read">{t("account.sharing")}</legend>
      {all.map((what) => (
        <Tick
          key={what}
          isSwitch
          isOn={preferences[what]}
          set={(isOn) => void set(what, isOn)}
        >
          {t(`account.sharing.${what}`)}
        </Tick>
      ))}
      {refusal}
    </fieldset>
  );
}
