// The browsers in which the user is logged in. Each but this one can be ended here.

import type { OpenSession } from "../net/account_api.ts";
import { formatStamp } from "../i18n/format.ts";
import { useTools } from "../ui/context.ts";
import { useNow } from "../ui/use_now.ts";
import { SureButton } from "./sure_button.tsx";
import { useAccountApi, useList } from "./use_account.ts";

const minuteMs = 60_000;

export function OpenSessions() {
  const api = useAccountApi();
  const { list, refusal, takeRemoval } = useList(api.sessions);
  const end = async ({ id }: OpenSession) => await takeRemoval(await api.endSession(id));
  return (
    <>
      <ul class="rows">
        {list?.sessions.map((each) => (
          <SessionRow
            key={each.id}
            session={each}
            end={() => end(each)}
          />
        ))}
      </ul>
      {refusal}
    </>
  );
}

interface SessionRowProps {
  readonly session: OpenSession;
  readonly end: () => Promise<void>;
}

function SessionRow({ session: { agent, createdAt, usedAt, current }, end }: SessionRowProps) {
  const { speech: { t, locale } } = useTools();
  const now = useNow(minuteMs);
  const name = agent ?? t("account.sessions.unknown");
  const time = (at: string) => formatStamp(locale.value, at, now);
  return (
    <li class="row">
      <div>
        <p>
          <bdi translate={false}>{name}</bdi>
          {current && <strong class="tag">{t("account.sessions.this")}</strong>}
        </p>
        <p class="why">
          {t("account.sessions.since", { time: time(createdAt) })}
          {" · "}
          {t("account.sessions.used", { time: time(usedAt) })}
        </p>
      </div>
      {!current && (
        <SureButton
          label={t("account.sessions.end")}
          name={t("account.sessions.endOne", { text: name })}
          sure={t("account.sessions.endSure")}
          act={end}
        />
      )}
    </li>
  );
}
