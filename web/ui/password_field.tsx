// A password, shown on tap.

import { useState } from "preact/hooks";
import { useTools } from "./context.ts";
import { AsyncButton } from "./async_button.tsx";
import { type FieldProps, TextField } from "./text_field.tsx";

export function PasswordField(props: FieldProps) {
  const { t } = useTools().speech;
  const [isShown, setShown] = useState(false);
  return (
    <TextField {...props} type={isShown ? "text" : "password"}>
      <AsyncButton
        aria-label={t(isShown ? "field.password.hideLabel" : "field.password.showLabel")}
        act={() => setShown(!isShown)}
      >
        {t(isShown ? "field.password.hide" : "field.password.show")}
      </AsyncButton>
    </TextField>
  );
}
