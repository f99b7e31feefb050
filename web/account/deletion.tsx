// The end of the account, for good, with what goes and what stays.

import { useState } from "preact/hooks";
import type { FormValues } from "../enter/form_model.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { usePlace } from "../router.tsx";
import { FormDialog } from "./form_dialog.tsx";

export function Deletion() {
  const { session, speech: { t } } = useTools();
  const { route } = usePlace();
  const [isOpen, setOpen] = useState(false);
  const send = async ({ current }: FormValues) => {
    const problem = await session.deleteAccount(current);
    if (problem === null) route("/", true);
    return problem;
  };
  return (
    <>
      <p class="why">{t("account.delete.goes")}</p>
      <AsyncButton look="button secondary" act={() => setOpen(true)}>
        {t("account.delete.open")}
      </AsyncButton>
      {isOpen && (
        <FormDialog
          id="delete"
          title={t("account.delete.title")}
          means={t("account.delete.goes")}
          purpose="confirm"
          action="account.delete.confirm"
          isGrave
          send={send}
          close={() => setOpen(false)}
        >
          <p>{t("account.delete.stays")}</p>
          <p>
            <strong>{t("account.delete.noWay")}</strong>
          </p>
        </FormDialog>
      )}
    </>
  );
}
