// Another password: every other session ends.

import { useState } from "preact/hooks";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import type { FormValues } from "../enter/form_model.ts";
import { FormDialog } from "./form_dialog.tsx";
import { Subsection } from "./section.tsx";

/** `changed` is called once the other sessions have ended. */
export function PasswordChange({ changed }: { readonly changed: () => void }) {
  const { session, speech: { t } } = useTools();
  const [stage, setStage] = useState<"closed" | "open" | "done">("closed");
  const send = async ({ current, password }: FormValues) => {
    const answer = await session.api.changePassword(current, password);
    if (!answer.ok) return answer.problem;
    setStage("done");
    changed();
    return null;
  };
  return (
    <Subsection title={t("account.password")}>
      <div role="status">
        {stage === "done" && <p class="note">{t("account.password.changed")}</p>}
      </div>
      <AsyncButton look="button secondary" act={() => setStage("open")}>
        {t("account.password.change")}
      </AsyncButton>
      {stage === "open" && (
        <FormDialog
          id="password"
          title={t("account.password.change")}
          means={t("account.password.means")}
          purpose="password"
          action="account.password.change"
          send={send}
          close={() => setStage((now) => now === "open" ? "closed" : now)}
        />
      )}
    </Subsection>
  );
}
