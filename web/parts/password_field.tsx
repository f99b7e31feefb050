// A password, shown on tap.

import { useState } from "preact/hooks";
import { useTools } from "../context.ts";
import { type FieldProps, TextField } from "./text_field.tsx";

export function PasswordField(props: FieldProps) {
  const { t } = useTools().speech;
  const [isShown, setShown] = useState(false);
  return (
    <TextField {...props} type={isShown ? "text" : "password"}>
      <button
        type="button"
        class="plain"
        aria-label={t(isShown ? "field.password.hideLabel" : "field.password.showLabel")}
        onClick={() => setShown(!isShown)}
      >
        {t(isShown ? "field.password.hide" : "field.password.show")}
      </button>
    </TextField>
  );
}
