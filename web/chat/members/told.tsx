// What a member tells of themselves: on the card of the match, on that of the chat, and where a
// newcomer has joined.

import type { Member } from "../../../protocol/domain.ts";
import { interestName } from "../../about/interests.ts";
import { useTools } from "../../ui/context.ts";

export function Told({ member: { interests, about } }: { readonly member: Member }) {
  const { markup, language } = useTools().speech;
  if (about === null && interests.length === 0) return null;
  const names = interests.map((each) => interestName(language.value, each));
  return (
    <div class="told">
      {about !== null && <bdi>{about}</bdi>}
      {names.length > 0 && <span class="quiet">{markup("member.likes", { names })}</span>}
    </div>
  );
}
