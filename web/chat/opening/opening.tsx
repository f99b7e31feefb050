// How a chat begins before anybody has said anything: under the card of the three, questions of
// which one tap puts one into the composer.

import { useEffect, useState } from "preact/hooks";
import type { Group } from "../../../protocol/domain.ts";
import { sharedInterests } from "../../../protocol/self_description.ts";
import { interestOf } from "../../about/interests.ts";
import type { Language } from "../../i18n/catalogue.ts";
import { AsyncButton } from "../../ui/async_button.tsx";
import { useTools } from "../../ui/context.ts";
import { type Question, questionsFor } from "./choose.ts";

export function Opening({ group }: { readonly group: Group }) {
  const { session: { outbox }, speech: { t, language } } = useTools();
  const [turn, setTurn] = useState(0);
  const here = group.members.filter(({ leftAt }) => leftAt === null);
  const questions = useQuestions(languageFor(group, language.value));
  const shared = sharedInterests(here).map(interestOf);
  const use = (question: string) => {
    // What was begun already stays.
    const draft = outbox.drafts.peek().get(group.id)?.trim() ?? "";
    const isFree = draft === "" || questions.some(([, text]) => text === draft);
    outbox.setDraft(group.id, isFree ? question : `${draft} ${question}`);
    document.querySelector<HTMLElement>(".composer textarea")?.focus();
  };
  return (
    <section class="beginning" aria-labelledby="opening-title">
      <h2 id="opening-title">{t("opening.title")}</h2>
      {questionsFor(questions, group.id, shared, turn).map((question) => (
        <AsyncButton
          key={question}
          look="chip"
          aria-label={t("opening.use", { text: question })}
          act={() => use(question)}
        >
          {question}
        </AsyncButton>
      ))}
      <AsyncButton act={() => setTurn(turn + 1)}>{t("opening.more")}</AsyncButton>
    </section>
  );
}

/** The reader's, if all three speak it; else the one of the page that they do. */
function languageFor({ why }: Group, page: Language): Language {
  const common = why?.languages ?? [page];
  if (common.includes(page)) return page;
  return (["en", "fr"] as const).find((each) => common.includes(each)) ?? page;
}

/** A file for each language; none until it is there. */
function useQuestions(language: Language): readonly Question[] {
  const { loader } = useTools();
  const [questions, setQuestions] = useState<readonly Question[]>([]);
  useEffect(() => {
    let isWanted = true;
    void loader.load(`questions ${language}`, () => loadQuestions(language)).then((loaded) => {
      if (loaded !== null && isWanted) setQuestions(loaded);
    });
    return () => void (isWanted = false);
  }, [language]);
  return questions;
}

async function loadQuestions(language: Language): Promise<readonly Question[]> {
  return language === "fr"
    ? (await import("./questions_fr.ts")).questionsFr
    : (await import("./questions_en.ts")).questionsEn;
}
