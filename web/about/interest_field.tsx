// What one likes: some sixty words to choose from, and one's own.

import { useState } from "preact/hooks";
import {
  interestFault,
  interestKey,
  interestsMost,
  preparedInterest,
} from "../../protocol/self_description.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { FieldError } from "../ui/field_error.tsx";
import { interestName, interestOf, listedInterests } from "./interests.ts";

interface InterestFieldProps {
  readonly chosen: readonly string[];
  readonly choose: (interests: readonly string[]) => void;
  /** Own words that are typed and not added. */
  readonly word: string;
  readonly setWord: (word: string) => void;
}

export function InterestField({ chosen, choose, word, setWord }: InterestFieldProps) {
  const { t, language } = useTools().speech;
  const isChosen = (interest: string) =>
    chosen.some((other) => interestKey(other) === interestKey(interest));
  const own = chosen.filter((one) => !listedInterests.some((key) => key === one));
  const toggle = (interest: string) =>
    choose(
      isChosen(interest)
        ? chosen.filter((other) => interestKey(other) !== interestKey(interest))
        : [...chosen, interest],
    );
  const isFull = chosen.length >= interestsMost;
  return (
    <fieldset class="field" aria-describedby="field-interests-why">
      <legend>{t("about.interests")}</legend>
      <p id="field-interests-why" class="why">{t("about.interests.why")}</p>
      <div class="chips">
        {[...own, ...listedInterests].map((interest) => (
          <AsyncButton
            key={interest}
            look="chip"
            aria-pressed={isChosen(interest)}
            disabled={isFull && !isChosen(interest)}
            act={() => toggle(interest)}
          >
            <bdi>{interestName(language.value, interest)}</bdi>
          </AsyncButton>
        ))}
      </div>
      {!isFull && <OwnWords word={word} setWord={setWord} isChosen={isChosen} add={toggle} />}
    </fieldset>
  );
}

interface OwnWordsProps extends Pick<InterestFieldProps, "word" | "setWord"> {
  readonly isChosen: (interest: string) => boolean;
  readonly add: (interest: string) => void;
}

/** No form of its own: it stands in the one that is saved. */
function OwnWords({ word, setWord, isChosen, add }: OwnWordsProps) {
  const { t } = useTools().speech;
  const [isWrong, setWrong] = useState(false);
  const take = () => {
    const interest = preparedInterest(interestOf(word));
    if (interest === "") return;
    const isRefused = interestFault(interest) !== null || isChosen(interest);
    setWrong(isRefused);
    if (isRefused) return;
    add(interest);
    setWord("");
  };
  return (
    <>
      <div class="input">
        <input
          type="text"
          value={word}
          placeholder={t("about.interests.own")}
          aria-label={t("about.interests.own")}
          aria-invalid={isWrong}
          aria-describedby="field-interests-error"
          onInput={(event) => setWord(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.isComposing) return;
            event.preventDefault();
            take();
          }}
        />
        <AsyncButton act={take}>{t("about.interests.add")}</AsyncButton>
      </div>
      <FieldError
        id="field-interests-error"
        wrong={isWrong ? "about.interests.wrong" : undefined}
      />
    </>
  );
}
