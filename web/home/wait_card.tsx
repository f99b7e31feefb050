// Waiting: the three seats, the time waited and the usual one, what is accepted now, hints, and the
// way out.

import { useEffect } from "preact/hooks";
import type { Criteria, Ticket, User } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { formatCriteria, formatSpan } from "../i18n/format.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { faceOf } from "../ui/avatar.tsx";
import { BotMark } from "../ui/bot_mark.tsx";
import { onDemand } from "../ui/on_demand.tsx";
import { useSelector } from "../ui/use_selector.ts";
import { lettingIn, open } from "./criteria_choice.ts";
import { Duo } from "./duo.tsx";
import type { DuoState } from "./use_duo.ts";
import { useTitle } from "./use_title.ts";
import { acceptsAnyone, usualMs, waitsSince } from "./wait_state.ts";
import { useNow } from "../ui/use_now.ts";
import { useProblem } from "../ui/use_problem.tsx";

const WaitPush = onDemand(async () => (await import("../on_demand.ts")).WaitPush, {
  meanwhile: KeptPlace,
  texts: "push",
});

const WaitNews = onDemand(async () => (await import("../on_demand.ts")).WaitNews, {
  texts: "wait",
});

/** Loaded while one waits: there is time. */
const Invitation = onDemand(async () => (await import("../about/invitation.tsx")).Invitation, {
  texts: "about",
});

interface WaitCardProps {
  readonly ticket: Ticket;
  readonly duo: DuoState;
  /** Called when the user ends the search, before that is done. */
  readonly end: () => void;
}

const refreshEachMs = 15_000;

export function WaitCard({ ticket, duo, end }: WaitCardProps) {
  const { session, speech: { t }, clock } = useTools();
  useEffect(
    () => clock.every(refreshEachMs, () => document.hidden || void session.ticket.refresh()),
    [],
  );
  const Title = useTitle();
  const profile = useSelector((state) => state.profile);
  const { refusal, note } = useProblem();
  const anyone = lettingIn(open, ticket.criteria.bots);
  const cancel = async () => {
    end();
    note(await session.ticket.withdraw());
  };
  const change = async (criteria: Criteria) => {
    note(await session.ticket.place(criteria));
  };
  return (
    <section class="card waiting">
      <Seats partner={ticket.with} />
      <Title>{t(ticket.with === undefined ? "wait.title" : "wait.titleTwo")}</Title>
      <WaitFacts ticket={ticket} />
      <WaitNews ticket={ticket} />
      <Hints ticket={ticket} accept={change} />
      {!acceptsAnyone(ticket) && (
        <AsyncButton look="button secondary" act={() => change(anyone)}>
          {t("wait.anyone")}
        </AsyncButton>
      )}
      {profile !== null && <Invitation ticket={ticket} profile={profile} />}
      {refusal}
      <div class="wait-actions">
        <WaitPush />
        <Duo duo={duo} />
      </div>
      <AsyncButton act={cancel}>{t("wait.cancel")}</AsyncButton>
    </section>
  );
}

/** What is always true. */
function KeptPlace() {
  const { t } = useTools().speech;
  return <p class="quiet">{t("wait.close")}</p>;
}

function Seats({ partner }: { readonly partner: User | undefined }) {
  const { t } = useTools().speech;
  return (
    <ul class="seats">
      <li class="seat taken">{t("wait.you")}</li>
      {partner === undefined
        ? (
          <li class="seat">
            <span class="only-read">{t("wait.seat")}</span>
          </li>
        )
        : (
          <li class="seat taken second" title={partner.username}>
            <span aria-hidden="true">{faceOf(partner)}</span>
            <span class="only-read">
              <bdi>{partner.username}</bdi>
              <BotMark user={partner} />
            </span>
          </li>
        )}
      <li class="seat">
        <span class="only-read">{t("wait.seat")}</span>
      </li>
    </ul>
  );
}

function WaitFacts({ ticket }: { readonly ticket: Ticket }) {
  const { t, locale } = useTools().speech;
  const now = useNow(1_000);
  const { criteria, effective, wokenAt } = ticket;
  const words = formatCriteria(locale.value, effective);
  const first = formatCriteria(locale.value, { ...criteria, bots: effective.bots ?? false });
  const span = (ms: number) => formatSpan(locale.value, ms);
  const waited = span(now - waitsSince(ticket));
  const usual = usualMs(ticket, now);
  return (
    <ul class="facts">
      <li class="waited">
        {t(wokenAt === undefined ? "wait.since" : "wait.again", { time: waited })}
      </li>
      {usual !== null && <li>{t("wait.estimate", { time: span(usual) })}</li>}
      <li>{t("wait.accepted", { criteria: words })}</li>
      {words !== first && <li>{t("wait.widened", { criteria: first })}</li>}
      {effective.widen && effective.age !== null && <li>{t("wait.widening")}</li>}
    </ul>
  );
}

interface HintsProps {
  readonly ticket: Ticket;
  readonly accept: (criteria: Criteria) => Promise<void>;
}

function Hints({ ticket, accept }: HintsProps) {
  const { t, locale } = useTools().speech;
  const { effective, criteria } = ticket;
  const hints = (ticket.hints ?? []).filter((hint) => !("language" in hint));
  if (hints.length === 0) return null;
  return (
    <div class="hints" role="group" aria-label={t("wait.hintsTitle")}>
      {hints.map((hint) => {
        const { within, ...change } = hint;
        const next: Criteria = { ...criteria, age: effective.age, sex: effective.sex, ...change };
        return (
          <AsyncButton
            key={JSON.stringify(change)}
            look="button secondary"
            act={() => accept(next)}
          >
            {"bots" in change ? t("wait.hintBots") : t("wait.hint", {
              criteria: formatCriteria(locale.value, next),
              time: formatSpan(locale.value, within * 1_000),
            })}
          </AsyncButton>
        );
      })}
    </div>
  );
}
