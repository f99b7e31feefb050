// The user's passkeys: to add one takes the password and the browser's own question, to remove one
// neither.

import { useState } from "preact/hooks";
import type { Passkey } from "../net/account_api.ts";
import type { FormValues } from "../enter/form_model.ts";
import { formatStamp } from "../i18n/format.ts";
import { hasPasskeys } from "../platform/has_passkeys.ts";
import { makePasskey } from "../platform/passkeys.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { useNow } from "../ui/use_now.ts";
import { FormDialog } from "./form_dialog.tsx";
import { Subsection } from "./section.tsx";
import { SureButton } from "./sure_button.tsx";
import { useAccountApi, useList } from "./use_account.ts";

const minuteMs = 60_000;

export function Passkeys() {
  const { t } = useTools().speech;
  const api = useAccountApi();
  const { list, refusal, reload, takeRemoval } = useList(api.passkeys);
  const remove = async ({ id }: Passkey) => await takeRemoval(await api.removePasskey(id));
  return (
    <Subsection title={t("account.passkeys")}>
      <p class="why">{t("account.passkeys.means")}</p>
      {list?.passkeys.length === 0 && <p class="why">{t("account.passkeys.none")}</p>}
      <ul class="rows">
        {list?.passkeys.map((each) => (
          <PasskeyRow
            key={each.id}
            passkey={each}
            remove={() => remove(each)}
          />
        ))}
      </ul>
      {refusal}
      {hasPasskeys()
        ? <AddPasskey added={reload} />
        : <p class="why">{t("account.passkeys.cannot")}</p>}
    </Subsection>
  );
}

interface PasskeyRowProps {
  readonly passkey: Passkey;
  readonly remove: () => Promise<void>;
}

function PasskeyRow({ passkey: { label, createdAt, usedAt }, remove }: PasskeyRowProps) {
  const { speech: { t, locale } } = useTools();
  const now = useNow(minuteMs);
  const name = label ?? t("account.passkeys.unnamed");
  const time = (at: string) => formatStamp(locale.value, at, now);
  return (
    <li class="row">
      <div>
        <p>
          <bdi>{name}</bdi>
        </p>
        <p class="why">
          {t("account.passkeys.made", { time: time(createdAt) })}
          {usedAt !== null && ` · ${t("account.passkeys.used", { time: time(usedAt) })}`}
        </p>
      </div>
      <SureButton
        label={t("account.passkeys.remove")}
        name={t("account.passkeys.removeOne", { text: name })}
        sure={t("account.passkeys.removeSure")}
        act={remove}
      />
    </li>
  );
}

function AddPasskey({ added }: { readonly added: () => Promise<void> }) {
  const { t } = useTools().speech;
  const api = useAccountApi();
  const [stage, setStage] = useState<"closed" | "open" | "done">("closed");
  const send = async ({ current, label }: FormValues) => {
    const options = await api.passkeyOptions(current);
    if (!options.ok) return options.problem;
    const response = await makePasskey(options.value);
    if (!response.ok) return response.problem;
    const answer = await api.addPasskey(response.value, label);
    if (!answer.ok) return answer.problem;
    setStage("done");
    await added();
    return null;
  };
  return (
    <>
      <div role="status">
        {stage === "done" && <p class="note">{t("account.passkeys.added")}</p>}
      </div>
      <AsyncButton look="button secondary" act={() => setStage("open")}>
        {t("account.passkeys.add")}
      </AsyncButton>
      {stage === "open" && (
        <FormDialog
          id="passkey"
          title={t("account.passkeys.add")}
          means=""
          purpose="passkey"
          action="account.confirm"
          send={send}
          close={() => setStage((now) => now === "open" ? "closed" : now)}
        />
      )}
    </>
  );
}
