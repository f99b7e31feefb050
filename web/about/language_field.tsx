// Which languages one speaks: some are chosen already, others are one tap away.

import { languagesLength } from "../../protocol/self_description.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { languageName } from "../i18n/language_name.ts";
import { otherLanguages } from "./languages.ts";

interface LanguageFieldProps {
  readonly chosen: readonly string[];
  readonly choose: (languages: readonly string[]) => void;
}

export function LanguageField({ chosen, choose }: LanguageFieldProps) {
  const { t } = useTools().speech;
  return (
    <fieldset class="field" aria-describedby="field-languages-why">
      <legend>{t("about.languages")}</legend>
      <div class="chips">
        {chosen.map((subtag) => (
          <Chosen
            key={subtag}
            subtag={subtag}
            // The last one stays: nobody could be met without.
            isLast={chosen.length === 1}
            remove={() => choose(chosen.filter((other) => other !== subtag))}
          />
        ))}
        {chosen.length < languagesLength.most && <Others chosen={chosen} choose={choose} />}
      </div>
      <p id="field-languages-why" class="why">{t("about.languages.why")}</p>
    </fieldset>
  );
}

interface ChosenProps {
  readonly subtag: string;
  readonly isLast: boolean;
  readonly remove: () => void;
}

function Chosen({ subtag, isLast, remove }: ChosenProps) {
  const { t, locale } = useTools().speech;
  const name = languageName(locale.value, subtag);
  if (isLast) return <span class="chip">{name}</span>;
  return (
    <AsyncButton
      look="chip"
      aria-label={t("about.languages.remove", { language: name })}
      act={remove}
    >
      {name} <span aria-hidden="true">×</span>
    </AsyncButton>
  );
}

function Others({ chosen, choose }: LanguageFieldProps) {
  const { t, locale } = useTools().speech;
  return (
    <select
      class="chip"
      aria-label={t("about.languages.add")}
      value=""
      onChange={({ currentTarget }) => choose([...chosen, currentTarget.value])}
    >
      <option value="">{t("about.languages.add")}</option>
      {otherLanguages(locale.value, chosen).map(({ subtag, name }) => (
        <option key={subtag} value={subtag}>{name}</option>
      ))}
    </select>
  );
}
