// What each of the others tells of themselves: on the card of the match, and at the beginning of a
// chat. What all three have in common stands in the reasons for the match.

import type { Group, UserId } from "../../protocol/domain.ts";
import { interestName } from "../about/interests.ts";
import { isDeleted } from "../state/members.ts";
import { useTools } from "../ui/context.ts";

interface PeopleProps {
  readonly group: Group;
  /** Who looks at it: what they tell is not told to them. */
  readonly me: UserId;
}

/** What each of the others tells. */
export function Told({ group, me }: PeopleProps) {
  const { markup, language } = useTools().speech;
  const telling = presentIn(group).filter(({ id, interests, about }) =>
    id !== me && (interests.length > 0 || about !== null)
  );
  if (telling.length === 0) return null;
  return (
    <ul class="told">
      {telling.map(({ id, username, interests, about }) => {
        const names = interests.map((each) => interestName(language.value, each));
        return (
          <li key={id}>
            <bdi class="name" translate={false}>{username}</bdi>
            {about !== null && <bdi>{about}</bdi>}
            {names.length > 0 && <span class="quiet">{markup("common.likes", { names })}</span>}
          </li>
        );
      })}
    </ul>
  );
}

function presentIn({ members }: Group) {
  return members.filter((member) => member.leftAt === null && !isDeleted(member));
}
