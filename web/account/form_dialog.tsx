// A question that is answered with the password, so that who finds the page open can do nothing
// grave.

import { type ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { EntryForm } from "../enter/entry_form.tsx";
import { emptyForm, type FormValues, type Purpose } from "../enter/form_model.ts";
import type { PlainKey } from "../i18n/texts.ts";
import type { Problem } from "../../client/net/api.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { closeAround, Dialog } from "../ui/dialog.tsx";

interface FormDialogProps {
  readonly id: string;
  readonly title: string;
  readonly means: string;
  readonly purpose: Purpose;
  /** What the button says. */
  readonly action: PlainKey;
  readonly isGrave?: boolean;
  readonly send: (entry: FormValues) => Promise<Problem | null>;
  /** Called once it is closed. */
  readonly close: () => void;
  /** More of what it means. */
  readonly children?: ComponentChildren;
}

export function FormDialog({ id, title, means, close, children, ...form }: FormDialogProps) {
  const { t } = useTools().speech;
  const [entry, change] = useState(emptyForm);
  return (
    <Dialog id={id} title={title} means={means} close={close}>
      {children}
      <EntryForm {...form} entry={entry} change={change} />
      <AsyncButton look="button secondary wide" act={closeAround}>{t("dialog.cancel")}</AsyncButton>
    </Dialog>
  );
}
