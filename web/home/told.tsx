// What a member tells of themselves: on the card of the match, and at the beginning of a chat. What
// all three have in common stands in the reasons for the match.

import type { Member } from "../../protocol/domain.ts";
import { interestName } from "../about/interests.ts";
import { useTools } from "../ui/context.ts";

export function Told({ member: { interests, about } }: { readonly member: Member }) {
  const { markup, language } = useTools().speech;
  const names = interests.map((each) => interestName(language.value, each));
  return (
    <div class="told">
      {about !== null && <bdi>{about}</bdi>}
      {names.length > 0 && <span class="quiet">{markup("common.likes", { names })}</span>}
    </div>
  );
}
