// The search in a chat: what is found in the whole log, also what is not loaded. A result leads to
// its line.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { GroupId, TextMessage } from "../../protocol/domain.ts";
import { needlesOf, queryLength } from "../../protocol/word_search.ts";
import { formatStamp } from "../i18n/format.ts";
import type { Answer, Page } from "../../client/net/api.ts";
import { nameOf } from "../state/members.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { closeAround, Dialog } from "../ui/dialog.tsx";
import { Illustration } from "../ui/illustration.tsx";
import { useNow } from "../ui/use_now.ts";
import { useProblem } from "../ui/use_problem.tsx";
import { useSelector } from "../ui/use_selector.ts";
import { useChatUi } from "./chat_ui.ts";
import { aroundMatch } from "./around_match.ts";
import { TypedSearch } from "./typed_search.ts";

const pageSize = 20;

interface SearchDialogProps {
  readonly group: GroupId;
  readonly close: () => void;
}

export function SearchDialog({ group, close }: SearchDialogProps) {
  const { t } = useTools().speech;
  const search = useSearch(group);
  const box = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => box.current?.focus(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    await search.begin(box.current?.value ?? "");
  };
  return (
    <Dialog id="search" title={t("search.title")} means="" close={close}>
      <form class="search" role="search" onSubmit={(event) => void submit(event)}>
        <input
          ref={box}
          // Not "search", whose Escape would empty the field instead of closing the search.
          type="text"
          role="searchbox"
          enterkeyhint="search"
          autocomplete="off"
          maxLength={queryLength.most}
          onInput={(event) => search.type(event.currentTarget.value)}
          aria-label={t("search.words")}
          placeholder={t("search.words")}
        />
        <button type="submit" class="button">{t("search.title")}</button>
      </form>
      {search.refusal}
      <Found group={group} search={search} />
      <div class="dialog-buttons">
        <AsyncButton look="button secondary" act={closeAround}>{t("app.close")}</AsyncButton>
      </div>
    </Dialog>
  );
}

interface Results {
  readonly words: string;
  /** The newest first. */
  readonly texts: readonly TextMessage[];
  readonly more: boolean;
}

function useResults(group: GroupId) {
  const { api } = useTools().session;
  const { refusal, take } = useProblem();
  const [results, setResults] = useState<Results | null>(null);
  const [isWordless, setWordless] = useState(false);
  const turn = useRef(0);
  /** False: while typing, the server wanted fewer searches. */
  const ask = async (words: string, before: readonly TextMessage[], isTyped = false) => {
    const mine = ++turn.current;
    const answer: Answer<Page> = await api.search(
      group,
      words,
      before.at(-1)?.seq ?? null,
      pageSize,
    );
    // Something else is searched for since.
    if (mine !== turn.current) return true;
    if (isTyped && !answer.ok && answer.problem.code === "slow_down") return false;
    const page = take(answer);
    if (page === null) return true;
    const texts = page.messages.filter((message) => message.kind === "text");
    setResults({ words, texts: [...before, ...texts], more: page.more });
    return true;
  };
  const search = async (text: string, isTyped: boolean) => {
    const words = text.trim();
    const hasWord = needlesOf(words).length > 0;
    setWordless(!hasWord && !(isTyped && words === ""));
    // While typing, what was found stays until more is known.
    if (!isTyped || !hasWord) setResults(null);
    if (hasWord) return await ask(words, [], isTyped);
    turn.current++;
    return true;
  };
  const goOn = async () => {
    if (results !== null) await ask(results.words, results.texts);
  };
  return { results, isWordless, refusal, search, goOn };
}

function useSearch(group: GroupId) {
  const { clock } = useTools();
  const { search, ...found } = useResults(group);
  const typed = useMemo(() => new TypedSearch(clock, (text) => search(text, true)), []);
  useEffect(() => () => typed.stop(), []);
  const begin = async (text: string) => {
    typed.stop();
    await search(text, false);
  };
  return { ...found, type: (text: string) => typed.type(text), begin };
}

interface FoundProps {
  readonly group: GroupId;
  readonly search: ReturnType<typeof useSearch>;
}

function Found({ group, search: { results, isWordless, goOn } }: FoundProps) {
  const { t } = useTools().speech;
  const count = results?.texts.length ?? 0;
  const told = isWordless ? t("search.noWord") : results !== null &&
    (count === 0
      ? t("search.none")
      : t(results.more ? "search.countMore" : "search.count", { count }));
  return (
    <>
      {results !== null && count === 0 && <Illustration of="unfound" size={120} />}
      <p class="why" role="status">{told}</p>
      {results !== null && count > 0 && (
        <ul class="found">
          {results.texts.map((text) => (
            <li key={text.seq}>
              <Result text={text} words={results.words} group={group} />
            </li>
          ))}
        </ul>
      )}
      {results?.more && <AsyncButton act={goOn}>{t("search.more")}</AsyncButton>}
    </>
  );
}

interface ResultProps {
  readonly text: TextMessage;
  readonly words: string;
  readonly group: GroupId;
}

function Result({ text, words, group }: ResultProps) {
  const { locale, t } = useTools().speech;
  const { goal } = useChatUi();
  const now = useNow(60_000);
  const me = useSelector((state) => state.user?.id);
  const members = useSelector((state) => state.groups.get(group)?.group);
  const name = text.by === me ? t("trios.you") : members && nameOf(members, text.by);
  const go = (event: { readonly currentTarget: Element }) => {
    goal.value = text.seq;
    closeAround(event);
  };
  return (
    <AsyncButton act={go} dir="auto">
      <bdi class="said-name" translate={false}>{name || t("member.deleted")}</bdi>{" "}
      <time class="why" dateTime={text.at}>{formatStamp(locale.value, text.at, now)}</time>
      <span class="found-words" translate={false}>
        {aroundMatch(text.text, words).map((part, at) =>
          part.isMatch ? <mark key={at}>{part.text}</mark> : part.text
        )}
      </span>
    </AsyncButton>
  );
}
