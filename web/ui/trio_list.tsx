// The list of the user's trios, latest first: names, the last line with its author and time, and
// how much is unread.

import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { Item } from "../../protocol/log.ts";
import type { Group, GroupId, Message, UserId } from "../../protocol/domain.ts";
import { isBotName } from "../../protocol/rules.ts";
import { useTools } from "./context.ts";
import { formatStamp } from "../i18n/format.ts";
import { countFree, nameOf, othersOf, seatedOf } from "../state/members.ts";
import type { GroupState } from "../../client/state/group_state.ts";
import { latestFirst } from "../../client/state/state.ts";
import type { DrawnSpeech } from "./markup.ts";
import { Avatar } from "./avatar.tsx";
import { useThrottled } from "./use_throttled.ts";
import { useNow } from "./use_now.ts";
import { useSelector } from "./use_selector.ts";

const minuteMs = 60_000;
/** Beside a quick talk, the list is not drawn for each of its lines. */
const drawEachMs = 500;

export function TrioList({ current }: { readonly current: GroupId | null }) {
  const { session } = useTools();
  const user = useSelector((state) => state.user);
  const groups = latestFirst(useThrottled(session.state, drawEachMs));
  const now = useNow(minuteMs);
  if (user === null) return null;
  return (
    <ul class="trios">
      {groups.map((groupState) => (
        <li key={groupState.group.id}>
          <Trio
            group={groupState.group}
            last={lastOf(groupState, user.id)}
            me={user.id}
            now={now}
            isCurrent={groupState.group.id === current}
          />
        </li>
      ))}
    </ul>
  );
}

interface TrioProps {
  readonly group: Group;
  readonly last: Item | Message | null;
  readonly me: UserId;
  readonly now: number;
  readonly isCurrent: boolean;
}

/** Drawn again when this trio has changed, not when another one has. */
function Trio(props: TrioProps) {
  const { speech } = useTools();
  const { group, last, now, isCurrent } = props;
  return useMemo(() => drawTrio(speech, props), [speech.locale.value, group, last, now, isCurrent]);
}

function drawTrio(speech: DrawnSpeech, { group, last, me, now, isCurrent }: TrioProps) {
  const { locale, t } = speech;
  const at = group.last?.at ?? group.formedAt;
  return (
    <a class="trio" href={`/groups/${group.id}`} aria-current={isCurrent ? "page" : undefined}>
      <span class="avatars">
        {seatedOf(group).map((member) => (
          <Avatar
            key={member.id}
            group={group}
            member={member}
            size={32}
            hasDot={member.id !== me}
          />
        ))}
      </span>
      <span class="trio-row">
        <span class="trio-names" translate={false}>{namesOf(speech, group, me)}</span>
        <time class="trio-time" dateTime={at}>{formatStamp(locale.value, at, now)}</time>
      </span>
      <span class="trio-row">
        <span class="trio-last">{lastLine(speech, group, last, me)}</span>
        <Unread count={group.unread} />
      </span>
      {group.seat && (
        <span class="trio-seat">{t("seat.searching", { count: countFree(group) || 1 })}</span>
      )}
    </a>
  );
}

/** The number of unread texts, if there are any. */
export function Unread({ count }: { readonly count: number }) {
  const { t } = useTools().speech;
  if (count <= 0) return null;
  return (
    <span class="unread">
      <span aria-hidden="true" translate={false}>{count}</span>
      <span class="only-read">{t("trios.unread", { count })}</span>
    </span>
  );
}

/**
 * Another member's reaction where that came last, else the last line of the log; while the log is
 * not held, its last message.
 */
function lastOf({ group: { last }, shown }: GroupState, me: UserId): TrioProps["last"] {
  if (last?.kind === "reacted" && last.on && last.by !== me) return last;
  return shown.items.at(-1) ?? last;
}

/** "Ben and Chloé", to be drawn, with "(bot)" where a bot's name does not say so. */
export function namesOf({ list, t }: DrawnSpeech, group: Group, me: UserId): ComponentChildren {
  return list(
    othersOf(group, me).map(({ username, bot }) =>
      bot && !isBotName(username) ? `${username} (${t("member.bot")})` : username
    ),
  );
}

function lastLine(
  { t, markup }: DrawnSpeech,
  group: Group,
  last: TrioProps["last"],
  me: UserId,
): ComponentChildren {
  const name = last?.by === me
    ? t("trios.you")
    : nameOf(group, last?.by ?? null) ?? t("chat.someone");
  switch (last?.kind) {
    case "text":
      return markup("trios.line", { name, text: last.erased ? t("chat.erased") : last.text });
    case "left":
      return markup("chat.someoneLeft", { name });
    case "joined":
      return last.by === me ? t("trios.formed") : markup("chat.someoneJoined", { name });
    case "edited":
      return markup("trios.edited", { name });
    case "erased":
      return markup("trios.erased", { name });
    case "reacted":
      return last.on ? markup("trios.reacted", { name, emoji: last.emoji }) : "";
    case "formed":
      return t("trios.formed");
    default:
      return "";
  }
}
