// Tells someone who looks elsewhere: a notification while the tab is hidden, a short sound, a
// number on the icon. Only others' texts and matches, only where it was asked for, and never for a
// trio that is quiet.

import type { Clock } from "../../protocol/clock.ts";
import type { GroupId } from "../../protocol/domain.ts";
import { formatList } from "../i18n/translate.ts";
import type { Speech } from "../i18n/language.ts";
import type { News } from "../state/notifiable.ts";
import type { Choices } from "../storage/preferences.ts";

/** By then whoever looks at it in another tab, or on another device, has read it. */
const readWithinMs = 1_000;

export interface Told {
  readonly title: string;
  readonly body: string;
  readonly group: GroupId;
}

/** The parts of a browser that can tell something. */
export interface Bell {
  isHidden(): boolean;
  /** Asks whether notifications are allowed; only to be called from a tap. */
  ask(): Promise<boolean>;
  notify(told: Told): void;
  beep(): void;
}

export interface HeraldDeps {
  readonly clock: Clock;
  readonly bell: Bell;
  readonly choices: Choices;
  readonly speech: Speech;
}

export class Herald {
  readonly #deps: HeraldDeps;

  constructor(deps: HeraldDeps) {
    this.#deps = deps;
  }

  ask(): Promise<boolean> {
    return this.#deps.bell.ask();
  }

  sound(): void {
    this.#deps.bell.beep();
  }

  /** In a moment, unless it is over by then. */
  tell(news: News, isOver: () => boolean): void {
    this.#deps.clock.after(readWithinMs, () => isOver() || this.#tellNow(news));
  }

  #tellNow(news: News): void {
    const { bell, choices } = this.#deps;
    const { notifies, hasSound } = choices.prefs.value;
    if (choices.isQuiet(news.group)) return;
    if (hasSound && (bell.isHidden() || news.type === "match")) bell.beep();
    if (notifies && bell.isHidden()) bell.notify(this.#word(news));
  }

  #word(news: News): Told {
    const { speech: { t, locale } } = this.#deps;
    if (news.type === "text") return { title: news.name, body: news.text, group: news.group };
    const body = formatList(locale.value, news.names);
    return { title: t("match.title"), body, group: news.group };
  }
}
