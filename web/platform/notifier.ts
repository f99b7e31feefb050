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
export interface BrowserNotifications {
  isHidden(): boolean;
  /** Asks whether notifications are allowed; only to be called from a tap. */
  ask(): Promise<boolean>;
  notify(told: Told): void;
  beep(): void;
}

export interface NotifierDeps {
  readonly clock: Clock;
  readonly notifications: BrowserNotifications;
  readonly choices: Choices;
  readonly speech: Speech;
}

export class Notifier {
  readonly #deps: NotifierDeps;

  constructor(deps: NotifierDeps) {
    this.#deps = deps;
  }

  ask(): Promise<boolean> {
    return this.#deps.notifications.ask();
  }

  sound(): void {
    this.#deps.notifications.beep();
  }

  /** In a moment, unless it is over by then. */
  tell(notifiable: News, isOver: () => boolean): void {
    this.#deps.clock.after(readWithinMs, () => isOver() || this.#tellNow(notifiable));
  }

  #tellNow(notifiable: News): void {
    const { notifications, choices } = this.#deps;
    const { notifies, hasSound } = choices.preferences.value;
    if (choices.isQuiet(notifiable.group)) return;
    if (hasSound && (notifications.isHidden() || notifiable.type === "match")) notifications.beep();
    if (notifies && notifications.isHidden()) notifications.notify(this.#word(notifiable));
  }

  #word(notifiable: News): Told {
    const { speech: { t, locale } } = this.#deps;
    if (notifiable.type === "text") {
      return { title: notifiable.name, body: notifiable.text, group: notifiable.group };
    }
    const body = formatList(locale.value, notifiable.names);
    return { title: t("match.title"), body, group: notifiable.group };
  }
}
