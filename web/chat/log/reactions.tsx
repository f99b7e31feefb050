// The emojis on a text, each with the faces of who put it there; a tap adds or removes the user's
// own.

import type { ShownText } from "../../../protocol/log.ts";
import type { Group, UserId } from "../../../protocol/domain.ts";
import { useTools } from "../../ui/context.ts";
import { formatList } from "../../i18n/translate.ts";
import { nameOf } from "../../state/members.ts";
import { Avatar } from "../../ui/avatar.tsx";

const facePx = 18;

interface ReactionsProps {
  readonly text: ShownText;
  readonly group: Group;
  readonly me: UserId;
}

export function Reactions({ text, group, me }: ReactionsProps) {
  const { session, speech: { t, list, locale } } = useTools();
  if (text.reactions.length === 0) return null;
  return (
    <ul class="reactions">
      {text.reactions.map(({ emoji, by }) => {
        const isMine = by.includes(me);
        const names = by.map((user) =>
          user === me ? t("trios.you") : nameOf(group, user) ?? t("chat.someone")
        );
        return (
          <li key={emoji}>
            <button
              type="button"
              class="reaction"
              aria-pressed={isMine}
              title={formatList(locale.value, names)}
              onClick={() => session.outbox.react(group.id, text.seq, emoji, !isMine)}
            >
              <span translate={false}>{emoji}</span>
              {by.map((user) => <SmallFace key={user} group={group} user={user} />)}
              <span class="only-read">({list(names)})</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function SmallFace({ group, user }: { readonly group: Group; readonly user: UserId }) {
  const member = group.members.find(({ id }) => id === user);
  return member === undefined
    ? null
    : <Avatar group={group} member={member} size={facePx} hasDot={false} />;
}
