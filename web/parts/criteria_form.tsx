// Criteria chosen one by one: the age difference on a slider that says in words what it means, the sex, widening.

import { useState } from "preact/hooks";
import type { Criteria } from "../../actors/protocol.ts";
import { useTools } from "../context.ts";
import { formatAge } from "../i18n/format.ts";

/** The slider's last step stands for any age. */
const anyAgeStep = 21;

interface CriteriaFormProps {
  readonly isDisclosed: boolean;
  readonly isBusy: boolean;
  readonly find: (criteria: Criteria) => void;
}

export function CriteriaForm({ isDisclosed, isBusy, find }: CriteriaFormProps) {
  const { speech: { t } } = useTools();
  const [criteria, setCriteria] = useState<Criteria>({ sex: "any", age: 5, widen: true });
  const submit = (event: Event) => {
    event.preventDefault();
    find(criteria);
  };
  return (
    <form class="criteria" onSubmit={submit}>
      <AgeField age={criteria.age} set={(age) => setCriteria({ ...criteria, age })} />
      <fieldset class="field">
        <legend>{t("find.sex")}</legend>
        <div class="choices">
          {(["same", "any"] as const).map((sex) => (
            <label key={sex} class="choice">
              <input
                type="radio"
                name="wish"
                checked={criteria.sex === sex}
                disabled={sex === "same" && !isDisclosed}
                onChange={() => setCriteria({ ...criteria, sex })}
              />
              <span>{t(`sex.${sex}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <label class="tick">
        <input
          type="checkbox"
          checked={criteria.widen}
          onChange={(event) => setCriteria({ ...criteria, widen: event.currentTarget.checked })}
        />
        <span>{t("find.widen")}</span>
      </label>
      <button type="submit" class="button wide" disabled={isBusy}>{t("find.action")}</button>
    </form>
  );
}

function AgeField({ age, set }: { readonly age: number | null; readonly set: (age: number | null) => void }) {
  const { speech: { t, locale } } = useTools();
  const words = formatAge(locale.value, age);
  return (
    <div class="field">
      <label for="wish-age">
        {t("find.age")} <output for="wish-age" class="quiet">{words}</output>
      </label>
      <input
        id="wish-age"
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
