// The choice of a sex, or not to say, with what that means.

import { useTools } from "../ui/context.ts";
import { FieldError } from "../ui/field_error.tsx";
import type { FormValues, SexChoice } from "./form_model.ts";
import type { Sentence } from "../i18n/texts.ts";

interface SexFieldProps {
  readonly value: FormValues["sex"];
  readonly wrong: Sentence | undefined;
  readonly set: (value: SexChoice) => void;
  readonly leave: () => void;
}

const choices: readonly SexChoice[] = ["female", "male", "other", "none"];

export function SexField({ value, wrong, set, leave }: SexFieldProps) {
  const { t } = useTools().speech;
  return (
    <fieldset class="field" aria-describedby="field-sex-error field-sex-why">
      <legend>{t("field.sex")}</legend>
      <div class="choices">
        {choices.map((choice) => (
          <label key={choice} class="choice">
            <input
              type="radio"
              name="sex"
              value={choice}
              checked={value === choice}
              aria-invalid={wrong !== undefined}
              onChange={() => set(choice)}
              onBlur={leave}
            />
            <span>{t(`field.sex.${choice}`)}</span>
          </label>
        ))}
      </div>
      <FieldError id="field-sex-error" wrong={wrong} />
      <p id="field-sex-why" class="why">
        {t(value === "none" ? "field.sex.noneMeans" : "field.sex.why")}
      </p>
    </fieldset>
  );
}
