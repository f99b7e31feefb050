// Which languages one speaks: those of the browser are chosen already, others are one tap away.

import { useEffect } from "preact/hooks";
import { languagesLength } from "../../protocol/self_description.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { browserLanguages, languageName, otherLanguages } from "./languages.ts";

interface LanguageFieldProps {
  readonly chosen: readonly string[];
  readonly choose: (languages: readonly string[]) => void;
}

export function LanguageField({ chosen, choose }: LanguageFieldProps) {
  const { t, locale } = useTools().speech;
  const page = locale.value.tag;
  useEffect(() => {
    if (chosen.length === 0) choose(browserLanguages(navigator.languages));
  }, []);
  const isFull = chosen.length >= languagesLength.most;
  return (
    <fieldset class="field" aria-describedby="field-languages-why">
      <legend>{t("about.languages")}</legend>
      <div class="chips">
        {chosen.map((subtag) => {
          const name = languageName(page, subtag);
          return (
            <AsyncButton
              key={subtag}
              look="chip"
              aria-label={t("about.languages.remove", { language: name })}
              // The last one stays: nobody could be met without.
              disabled={chosen.length === 1}
              act={() => choose(chosen.filter((other) => other !== subtag))}
            >
              {name} <span aria-hidden="true">×</span>
            </AsyncButton>
          );
        })}
        {!isFull && (
          <select
            class="chip"
            aria-label={t("about.languages.add")}
            value=""
            onChange={({ currentTarget }) => {
              choose([...chosen, currentTarget.value]);
              currentTarget.value = "";
            }}
          >
            <option value="">{t("about.languages.add")}</option>
            {otherLanguages(page, chosen).map(({ subtag, name }) => (
              <option key={subtag} value={subtag}>{name}</option>
            ))}
          </select>
        )}
      </div>
      <p id="field-languages-why" class="why">{t("about.languages.why")}</p>
    </fieldset>
  );
}
