// The talk around what is reported: who said what, with the reported message marked.

import { useEffect, useState } from "preact/hooks";
import type { Message, TextMessage, UserId } from "../../protocol/domain.ts";
import type { Report } from "../../protocol/moderation.ts";
import { formatDate } from "../i18n/format.ts";
import { useTools } from "../ui/context.ts";
import { useModerationApi } from "./use_moderation.ts";

export function Evidence({ report }: { readonly report: Report }) {
  const { t, markup } = useTools().speech;
  const names = useNames(report);
  const { evidence, by, seq } = report;
  return (
    <div class="moderation-part">
      <h3>{t("moderation.evidence")}</h3>
      {evidence.length === 0 && (
        <p class="why">{markup("moderation.noEvidence", { name: by.username })}</p>
      )}
      <ol class="evidence">
        {evidence.map((message) => (
          <Line
            key={message.id}
            message={message}
            name={nameIn(names, message.by) ?? t("moderation.someone")}
            isReported={message.seq === seq}
          />
        ))}
      </ol>
    </div>
  );
}

interface LineProps {
  readonly message: Message;
  readonly name: string;
  readonly isReported: boolean;
}

function Line({ message, name, isReported }: LineProps) {
  const { t, locale } = useTools().speech;
  if (message.kind !== "text") {
    return (
      <li class="quiet">
        <Happening message={message} name={name} />
      </li>
    );
  }
  return (
    <li class={isReported ? "reported" : undefined}>
      <p>
        <strong>
          <bdi translate={false}>{name || t("member.deleted")}</bdi>
        </strong>{" "}
        <span class="why">
          {message.seq} · <time dateTime={message.at}>{formatDate(locale.value, message.at)}</time>
          {message.editedAt !== null && ` · ${t("moderation.edited")}`}
        </span>
        {isReported && <strong class="tag reported-tag">{t("moderation.reported")}</strong>}
      </p>
      <Words message={message} />
    </li>
  );
}

/** A text without words was taken back, or has others since its reporter left. */
function Words({ message: { erased, text } }: { readonly message: TextMessage }) {
  const { t } = useTools().speech;
  if (!erased && text !== "") return <p class="written" dir="auto">{text}</p>;
  return <p class="quiet">{t(erased ? "moderation.erased" : "moderation.editedLater")}</p>;
}

type HappeningProps = Pick<LineProps, "message" | "name">;

/** What is no text, in a sentence. */
function Happening({ message, name }: HappeningProps) {
  const { t, markup } = useTools().speech;
  switch (message.kind) {
    case "formed":
      return <>{t("moderation.formed")}</>;
    case "joined":
    case "left":
      return <>{markup(`moderation.${message.kind}`, { name })}</>;
    case "edited": {
      const { target, text } = message;
      return <>{markup("moderation.change", { name, text, seq: String(target) })}</>;
    }
    case "erased":
      return <>{markup("moderation.takeBack", { name, seq: String(message.target) })}</>;
    case "reacted": {
      const { target, emoji, on } = message;
      const key = on ? "moderation.reacted" : "moderation.unreacted";
      return <>{markup(key, { name, emoji, seq: String(target) })}</>;
    }
    default:
      return null;
  }
}

type Names = ReadonlyMap<UserId, string>;

function nameIn(names: Names, user: UserId | null): string | undefined {
  return user === null ? undefined : names.get(user);
}

/** The names of those who speak: a report has those of two, and the server knows the others'. */
function useNames({ about, by, evidence }: Report): Names {
  const api = useModerationApi();
  const [names, setNames] = useState<Names>(
    new Map([[about.id, about.username], [by.id, by.username]]),
  );
  useEffect(() => {
    const speakers = new Set(evidence.flatMap((message) => message.by ?? []));
    for (const id of speakers) if (!names.has(id)) void find(id);
  }, []);
  const find = async (id: UserId) => {
    const answer = await api.user(id);
    if (answer.ok) setNames((known) => new Map(known).set(id, answer.value.user.username));
  };
  return names;
}
