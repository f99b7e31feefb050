// Why three were matched, in sentences: what helps them to begin.

import type { Group, Member } from "../../../protocol/domain.ts";
import { groupSize } from "../../../protocol/rules.ts";
import { interestName } from "../../about/interests.ts";
import { languageName } from "../../i18n/language_name.ts";
import { nameOf } from "../../state/members.ts";
import { useTools } from "../../ui/context.ts";
import { Together } from "../../ui/together.tsx";
import { useSelector } from "../../ui/use_selector.ts";
import { type Shared, sharedBy } from "./common_ground.ts";

export function Reasons({ group }: { readonly group: Group }) {
  const { t, markup } = useTools().speech;
  const { why } = group;
  if (why === undefined) return null;
  const names = why.widened.map((user) => nameOf(group, user) ?? t("chat.someone"));
  return (
    <ul class="reasons" aria-label={t("why.title")}>
      <CommonGround
        // Those who were matched: who comes in later joins behind them.
        people={group.members.slice(0, groupSize)}
        languages={why.languages ?? []}
        interests={why.interests ?? []}
      />
      <li>{why.ageSpan === 0 ? t("why.sameAge") : t("why.ages", { count: why.ageSpan })}</li>
      {why.sameSex && <li>{t("why.sameSex")}</li>}
      {names.length > 0 && <li>{markup("why.widened", { names })}</li>}
      {group.together && (
        <li>
          <Together group={group} pair={group.together} />
        </li>
      )}
    </ul>
  );
}

interface CommonGroundProps {
  readonly people: readonly Member[];
  /** Of all of them. */
  readonly languages: readonly string[];
  /** Of at least two of them. */
  readonly interests: readonly string[];
}

/** What people have in common, and who of them, as items of a list. */
export function CommonGround({ people, languages, interests }: CommonGroundProps) {
  const { markup, locale } = useTools().speech;
  const names = languages.map((each) => languageName(locale.value, each));
  return (
    <>
      {names.length > 0 && <li>{markup("why.languages", { names })}</li>}
      {sharedBy(people, interests).map((shared) => (
        <li key={shared.people.map(({ id }) => id).join(" ")}>
          <SharedInterests shared={shared} isAll={shared.people.length === people.length} />
        </li>
      ))}
    </>
  );
}

interface SharedInterestsProps {
  readonly shared: Shared;
  readonly isAll: boolean;
}

function SharedInterests({ shared: { people, interests }, isAll }: SharedInterestsProps) {
  const { markup, language } = useTools().speech;
  const me = useSelector((state) => state.user?.id);
  const names = interests.map((each) => interestName(language.value, each));
  const others = people.filter(({ id }) => id !== me).map(({ username }) => username);
  const [name = ""] = others;
  if (isAll) return <>{markup("why.shared", { names })}</>;
  return others.length === people.length
    ? <>{markup("why.sharedBy", { people: others, names })}</>
    : <>{markup("why.sharedWithYou", { name, names })}</>;
}
