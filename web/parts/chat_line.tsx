// One line of the log: a day break, a system line, or what somebody said. Texts and names are drawn as text, never as
// anything else.

import type { Group, Member, UserId } from "../../actors/protocol.ts";
import { useTools } from "../context.ts";
import { formatDay, formatList, formatTime } from "../i18n/format.ts";
import type { Line } from "../lines.ts";
import { hueOf, nameOf } from "../people.ts";
import { Avatar } from "./avatar.tsx";

interface ChatLineProps {
  readonly line: Line;
  readonly group: Group;
  readonly me: UserId;
  readonly readers: readonly Member[];
}

export function ChatLine({ line, group, me, readers }: ChatLineProps) {
  const { speech: { t, language }, clock } = useTools();
  const marks = <ReadMarks group={group} readers={readers} />;
  if (line.type === "day") return <li class="day">{formatDay(language.value, line.at, clock.now())}</li>;
  if (line.type === "formed") {
    const names = formatList(language.value, group.members.map((member) => member.username));
    return <li class="system">{t("chat.formed", { names })}{marks}</li>;
  }
  const name = nameOf(group, line.by) ?? t("chat.someone");
  if (line.type === "left") return <li class="system">{t("chat.someoneLeft", { name })}{marks}</li>;
  const side = line.by === me ? "own" : "other";
  return (
    <li class={`said ${side} hue-${hueOf(group, line.by)}${line.isFirst ? " first" : ""}`}>
      <p class={line.isFirst ? "said-by" : "only-read"}>
        <span class="said-name">{name}</span>{" "}
        <time dateTime={new Date(line.at).toISOString()}>{formatTime(language.value, line.at)}</time>
      </p>
      <p class={line.isErased ? "bubble quiet" : "bubble"} dir="auto">
        {line.isErased ? t("chat.erased") : line.text}
      </p>
      {marks}
    </li>
  );
}

function ReadMarks({ group, readers }: { readonly group: Group; readonly readers: readonly Member[] }) {
  const { t, language } = useTools().speech;
  if (readers.length === 0) return null;
  const words = t("chat.readBy", {
    names: formatList(language.value, readers.map((member) => member.username)),
  });
  return (
    <span class="read-marks" title={words}>
      {readers.map((member) => (
        <Avatar key={member.id} member={member} hue={hueOf(group, member.id)} size={16} hasDot={false} />
      ))}
      <span class="only-read">{words}</span>
    </span>
  );
}
