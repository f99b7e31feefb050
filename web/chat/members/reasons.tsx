// Why three were matched, in sentences.

import type { Group } from "../../../protocol/domain.ts";
import { interestName } from "../../about/interests.ts";
import { languageName } from "../../i18n/language_name.ts";
import { nameOf } from "../../state/members.ts";
import { useTools } from "../../ui/context.ts";
import { Together } from "../../ui/together.tsx";

export function Reasons({ group }: { readonly group: Group }) {
  const { t, markup, locale, language } = useTools().speech;
  const { why } = group;
  if (why === undefined) return null;
  const interests = (why.interests ?? []).map((each) => interestName(language.value, each));
  const languages = (why.languages ?? []).map((each) => languageName(locale.value, each));
  const names = why.widened.map((user) => nameOf(group, user) ?? t("chat.someone"));
  return (
    <ul class="reasons" aria-label={t("why.title")}>
      {languages.length > 0 && <li>{markup("why.languages", { names: languages })}</li>}
      {interests.length > 0 && <li>{markup("why.interests", { names: interests })}</li>}
      <li>{why.ageSpan === 0 ? t("why.sameAge") : t("why.ages", { count: why.ageSpan })}</li>
      <li>{t(why.sameSex ? "why.sameSex" : "why.anySex")}</li>
      <li>
        {names.length === 0 ? t("why.exact") : markup("why.widened", { names })}
      </li>
      {group.together && (
        <li>
          <Together group={group} pair={group.together} />
        </li>
      )}
    </ul>
  );
}
