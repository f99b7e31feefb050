// What three people have in common, and what each tells of themselves. On the card of the match and
// at the beginning of a chat.

import type { Group, UserId } from "../../protocol/domain.ts";
import { commonLanguages, sharedInterests } from "../../protocol/self_description.ts";
import { interestName } from "../about/interests.ts";
import { languageName } from "../about/languages.ts";
import { isDeleted } from "../state/members.ts";
import { formatList } from "../i18n/translate.ts";
import { useTools } from "../ui/context.ts";

interface CommonGroundProps {
  readonly group: Group;
  /** Who looks at it: what they tell is not told to them. */
  readonly me: UserId;
}

export function CommonGround({ group, me }: CommonGroundProps) {
  const { speech: { t, markup, locale, language } } = useTools();
  const here = group.members.filter((member) => member.leftAt === null && !isDeleted(member));
  const languages = commonLanguages(here).map((each) => languageName(locale.value.tag, each));
  const list = (interests: readonly string[]) =>
    formatList(locale.value, interests.map((each) => interestName(language.value, each)));
  const shared = sharedInterests(here);
  return (
    <div class="common">
      {here.length > 1 && languages.length > 0 && (
        <p>{t("common.languages", { languages: formatList(locale.value, languages) })}</p>
      )}
      {shared.length > 0 && <p>{markup("common.interests", { text: list(shared) })}</p>}
      <ul>
        {here.filter(({ id, interests, about }) => id !== me && (interests.length > 0 || about))
          .map(({ id, username, interests, about }) => (
            <li key={id}>
              <bdi class="name" translate={false}>{username}</bdi>
              {about !== null && (
                <q class="said">
                  <bdi>{about}</bdi>
                </q>
              )}
              {interests.length > 0 && (
                <span class="quiet">{markup("common.likes", { text: list(interests) })}</span>
              )}
            </li>
          ))}
      </ul>
    </div>
  );
}
