// The user's API tokens: made for a program, shown once, listed and revoked.

import { useRef, useState } from "preact/hooks";
import { type ApiToken, type Scope, scopes, tokenNameMost } from "../../protocol/api_tokens.ts";
import { textFault } from "../../protocol/rules.ts";
import { formatDate, formatStamp } from "../i18n/format.ts";
import type { NewToken } from "../net/account_api.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { closeAround, Dialog } from "../ui/dialog.tsx";
import { FieldError } from "../ui/field_error.tsx";
import { Tick } from "../ui/tick.tsx";
import { useNow } from "../ui/use_now.ts";
import { useProblem } from "../ui/use_problem.tsx";
import { CopyButton } from "./copy_button.tsx";
import { SureButton } from "./sure_button.tsx";
import { useAccountApi, useList } from "./use_account.ts";

const minuteMs = 60_000;
/** How long a token may last, of which one is chosen. */
const daysOffered = [7, 30, 90, 365] as const;
const usualDays = 30;

type Stage =
  | { readonly type: "closed" | "open" }
  | { readonly type: "made"; readonly token: string };

export function ApiTokens() {
  const { t } = useTools().speech;
  const api = useAccountApi();
  const { list, refusal, reload, takeRemoval } = useList(api.tokens);
  const [stage, setStage] = useState<Stage>({ type: "closed" });
  const revoke = async ({ id }: ApiToken) => await takeRemoval(await api.revokeToken(id));
  const close = (from: Stage["type"]) => () =>
    setStage((now) => now.type === from ? { type: "closed" } : now);
  const made = (token: string) => {
    setStage({ type: "made", token });
    void reload();
  };
  return (
    <>
      <p class="why">{t("account.tokens.means")}</p>
      {list?.tokens.length === 0 && <p class="why">{t("account.tokens.none")}</p>}
      <ul class="rows">
        {list?.tokens.map((each) => (
          <TokenRow
            key={each.id}
            token={each}
            revoke={() => revoke(each)}
          />
        ))}
      </ul>
      {refusal}
      <AsyncButton look="button secondary" act={() => setStage({ type: "open" })}>
        {t("account.tokens.make")}
      </AsyncButton>
      {stage.type === "open" && <TokenForm made={made} close={close("open")} />}
      {stage.type === "made" && <MadeToken token={stage.token} close={close("made")} />}
    </>
  );
}

interface TokenRowProps {
  readonly token: ApiToken;
  readonly revoke: () => Promise<void>;
}

function TokenRow({ token, revoke }: TokenRowProps) {
  const { speech: { t, locale } } = useTools();
  const now = useNow(minuteMs);
  const { name, scopes: held, expiresAt, lastUsedAt } = token;
  const used = lastUsedAt === null
    ? t("account.tokens.unused")
    : t("account.tokens.used", { time: formatStamp(locale.value, lastUsedAt, now) });
  return (
    <li class="row">
      <div>
        <p>
          <bdi translate={false}>{name}</bdi>
        </p>
        <p class="why">{held.map((scope) => t(`account.tokens.${scope}`)).join(" · ")}</p>
        <p class="why">
          {t("account.tokens.until", { time: formatDate(locale.value, expiresAt) })}
          {` · ${used}`}
        </p>
      </div>
      <SureButton
        label={t("account.tokens.revoke")}
        name={t("account.tokens.revokeOne", { text: name })}
        sure={t("account.tokens.revokeSure")}
        act={revoke}
      />
    </li>
  );
}

interface TokenFormProps {
  readonly made: (token: string) => void;
  readonly close: () => void;
}

function TokenForm({ made, close }: TokenFormProps) {
  const { t } = useTools().speech;
  const { wish, change, wrong, form, refusal, isBusy, send } = useTokenForm(made);
  const submit = (event: Event) => {
    event.preventDefault();
    void send();
  };
  const dialog = { title: t("account.tokens.make"), means: t("account.tokens.never"), close };
  return (
    <Dialog id="token" {...dialog}>
      <form ref={form} noValidate onSubmit={submit}>
        <NameField
          name={wish.name}
          setName={(name) => change({ name })}
          isWrong={wrong.name}
        />
        <ScopeFields
          held={wish.scopes}
          setHeld={(scopes) => change({ scopes })}
          isWrong={wrong.scopes}
        />
        <DaysField days={wish.days} setDays={(days) => change({ days })} />
        {refusal}
        <button type="submit" class="button wide" disabled={isBusy}>
          {t("account.tokens.make")}
        </button>
      </form>
      <AsyncButton look="button secondary wide" act={closeAround}>{t("dialog.cancel")}</AsyncButton>
    </Dialog>
  );
}

/** What is asked for; what is missing is told once it was sent. */
function useTokenForm(made: (token: string) => void) {
  const api = useAccountApi();
  const { refusal, take } = useProblem();
  const [wish, setWish] = useState<NewToken>({ name: "", scopes: ["read"], days: usualDays });
  const [isBusy, setBusy] = useState(false);
  const [isTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const missing = { name: textFault(wish.name.trim()) !== null, scopes: wish.scopes.length === 0 };
  const change = (part: Partial<NewToken>) => setWish((now) => ({ ...now, ...part }));
  const send = async () => {
    setTried(true);
    if (missing.name || missing.scopes) {
      const first = missing.name ? "#token-name" : "fieldset input";
      return form.current?.querySelector<HTMLElement>(first)?.focus();
    }
    setBusy(true);
    const answer = take(await api.makeToken(wish));
    setBusy(false);
    if (answer !== null) made(answer.token);
  };
  const wrong = { name: isTried && missing.name, scopes: isTried && missing.scopes };
  return { wish, change, wrong, form, refusal, isBusy, send };
}

interface NameFieldProps {
  readonly name: string;
  readonly setName: (name: string) => void;
  /** Whether it is missing, and was sent so. */
  readonly isWrong: boolean;
}

function NameField({ name, setName, isWrong }: NameFieldProps) {
  const { t } = useTools().speech;
  return (
    <div class="field">
      <label for="token-name">{t("account.tokens.name")}</label>
      <div class="input">
        <input
          id="token-name"
          value={name}
          maxLength={tokenNameMost}
          autoComplete="off"
          aria-invalid={isWrong}
          aria-describedby="token-name-error token-name-why"
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </div>
      <FieldError
        id="token-name-error"
        wrong={isWrong ? "account.tokens.nameMissing" : undefined}
      />
      <p id="token-name-why" class="why">{t("account.tokens.nameWhy")}</p>
    </div>
  );
}

function DaysField(
  { days, setDays }: { readonly days: number; readonly setDays: (days: number) => void },
) {
  const { t } = useTools().speech;
  return (
    <div class="field">
      <label for="token-days">{t("account.tokens.days")}</label>
      <select
        id="token-days"
        value={days}
        onChange={(event) => setDays(Number(event.currentTarget.value))}
      >
        {daysOffered.map((each) => (
          <option key={each} value={each}>{t("account.tokens.lasts", { count: each })}</option>
        ))}
      </select>
    </div>
  );
}

interface ScopeFieldsProps {
  readonly held: readonly Scope[];
  readonly setHeld: (held: readonly Scope[]) => void;
  /** Whether none is chosen, and that was sent. */
  readonly isWrong: boolean;
}

/** Who writes reads, too: without the one the other one goes. */
function ScopeFields({ held, setHeld, isWrong }: ScopeFieldsProps) {
  const { t } = useTools().speech;
  const turn = (scope: Scope, isOn: boolean) => {
    const next = new Set(held);
    if (isOn) next.add(scope);
    else next.delete(scope);
    if (scope === "chat" && isOn) next.add("read");
    if (scope === "read" && !isOn) next.delete("chat");
    setHeld(scopes.filter((each) => next.has(each)));
  };
  return (
    <fieldset class="field" aria-describedby="token-may-error">
      <legend>{t("account.tokens.may")}</legend>
      {scopes.map((scope) => (
        <Tick
          key={scope}
          isOn={held.includes(scope)}
          set={(isOn) => turn(scope, isOn)}
        >
          {t(`account.tokens.${scope}`)}
        </Tick>
      ))}
      <FieldError
        id="token-may-error"
        wrong={isWrong ? "account.tokens.mayMissing" : undefined}
      />
    </fieldset>
  );
}

interface MadeTokenProps {
  readonly token: string;
  readonly close: () => void;
}

function MadeToken({ token, close }: MadeTokenProps) {
  const { t } = useTools().speech;
  // Where it does not fit, it is not its last letter that has a line of its own.
  const half = Math.ceil(token.length / 2);
  return (
    <Dialog
      id="made-token"
      title={t("account.tokens.made")}
      means={t("account.tokens.once")}
      close={close}
    >
      <p class="codes token" translate={false}>
        <code>
          {token.slice(0, half)}
          <wbr />
          {token.slice(half)}
        </code>
      </p>
      <div class="dialog-buttons">
        <CopyButton text={token} />
        <AsyncButton look="button" act={closeAround}>{t("account.tokens.done")}</AsyncButton>
      </div>
    </Dialog>
  );
}
