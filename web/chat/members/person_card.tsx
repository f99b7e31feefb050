// What there is to know of a member, when their face is pressed.

import type { Group, GroupId, UserId } from "../../../protocol/domain.ts";
import { interestName } from "../../about/interests.ts";
import { languageName } from "../../i18n/language_name.ts";
import { isDeleted, presenceOf } from "../../state/members.ts";
import { AsyncButton } from "../../ui/async_button.tsx";
import { Avatar } from "../../ui/avatar.tsx";
import { useTools } from "../../ui/context.ts";
import { closeAround, Dialog } from "../../ui/dialog.tsx";
import { useSelector } from "../../ui/use_selector.ts";
import { OneActions } from "./member_actions.tsx";

interface PersonCardProps {
  readonly group: GroupId;
  readonly user: UserId;
  readonly close: () => void;
}

export function PersonCard({ group: id, user, close }: PersonCardProps) {
  const { t } = useTools().speech;
  const me = useSelector((state) => state.user?.id);
  const group = useSelector((state) => state.groups.get(id)?.group);
  const member = group?.members.find((each) => each.id === user);
  if (group === undefined || member === undefined) return null;
  const isGone = isDeleted(member);
  return (
    <Dialog
      id="person"
      title={isGone ? t("member.deleted") : <bdi translate={false}>{member.username}</bdi>}
      means=""
      close={close}
    >
      <div class="person-card">
        <Avatar group={group} member={member} size={72} hasDot={false} />
        {!isGone && <About group={group} user={user} />}
      </div>
      {!isGone && user !== me && <OneActions member={member} />}
      <div class="dialog-buttons">
        <AsyncButton look="button secondary" act={closeAround}>{t("app.close")}</AsyncButton>
      </div>
    </Dialog>
  );
}

function About({ group, user }: { readonly group: Group; readonly user: UserId }) {
  const { t, markup, locale, language } = useTools().speech;
  const me = useSelector((state) => state.user?.id);
  const member = group.members.find((each) => each.id === user);
  if (member === undefined) return null;
  const presence = presenceOf(member, me);
  const languages = member.languages.map((each) => languageName(locale.value, each));
  const interests = member.interests.map((each) => interestName(language.value, each));
  return (
    <ul>
      {member.bot && <li>{t("person.bot")}</li>}
      {member.age !== null && <li>{t("member.age", { count: member.age })}</li>}
      {presence !== null && <li>{t(presence)}</li>}
      {languages.length > 0 && (
        <li>
          {markup("person.speaks", { names: languages })}
        </li>
      )}
      {interests.length > 0 && <li>{markup("member.likes", { names: interests })}</li>}
      {member.about !== null && <li class="about" dir="auto">{member.about}</li>}
    </ul>
  );
}
