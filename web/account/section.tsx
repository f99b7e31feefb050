// The parts of the account's page: a card with a heading, and in it what belongs together.

import type { ComponentChildren } from "preact";

interface SectionProps {
  readonly title: ComponentChildren;
  /** Whether it is about the end of the account. */
  readonly isParting?: boolean;
  readonly children: ComponentChildren;
}

export function Section({ title, isParting = false, children }: SectionProps) {
  return (
    <section class={isParting ? "card parting" : "card"}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export function Subsection({ title, children }: SectionProps) {
  return (
    <div class="subsection">
      <h3>{title}</h3>
      {children}
    </div>
  );
}
