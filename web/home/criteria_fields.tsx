// The criteria one by one: the age difference on a slider, with its meaning in words, the sex, and
// widening.

import type { Criteria } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { formatAge } from "../i18n/format.ts";
import { Tick } from "../ui/tick.tsx";

/** The slider's last step stands for any age. */
const anyAgeStep = 21;

interface CriteriaFieldsProps {
  readonly criteria: Criteria;
  readonly change: (criteria: Criteria) => void;
  readonly isDisclosed: boolean;
}

export function CriteriaFields({ criteria, change, isDisclosed }: CriteriaFieldsProps) {
  const { t } = useTools().speech;
  const { age, sex, widen, widenSex = false } = criteria;
  const setWiden = (isOn: boolean) =>
    change({ ...criteria, widen: isOn, widenSex: widenSex && isOn });
  return (
    <div class="criteria">
      <AgeField age={age} set={(next) => change({ ...criteria, age: next })} />
      <fieldset class="field">
        <legend>{t("find.sex")}</legend>
        <div class="choices">
          {(["same", "any"] as const).map((each) => (
            <label key={each} class="choice">
              <input
                type="radio"
                name="criteria-sex"
                checked={sex === each}
                disabled={each === "same" && !isDisclosed}
                onChange={() => change({ ...criteria, sex: each, widenSex: false })}
              />
              <span>{t(`sex.${each}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {age !== null && <Tick isOn={widen} set={setWiden}>{t("find.widen")}</Tick>}
      {sex === "same" && (
        <Tick
          isOn={widenSex}
          set={(isOn) => change({ ...criteria, widen: widen || isOn, widenSex: isOn })}
        >
          {t("find.widenSex")}
        </Tick>
      )}
    </div>
  );
}

function AgeField(
  { age, set }: { readonly age: number | null; readonly set: (age: number | null) => void },
) {
  const { speech: { t, locale } } = useTools();
  const words = formatAge(locale.value, age);
  return (
    <div class="field">
      <label for="criteria-age">
        {t("find.age")} <output for="criteria-age" class="quiet">{words}</output>
      </label>
      <input
        id="criteria-age"
        type="range"
        min={0}
        max={anyAgeStep}
        value={age ?? anyAgeStep}
        aria-valuetext={words}
        onInput={(event) => set(ageAt(event.currentTarget.valueAsNumber))}
      />
    </div>
  );
}

function ageAt(step: number): number | null {
  return step >= anyAgeStep ? null : step;
}
