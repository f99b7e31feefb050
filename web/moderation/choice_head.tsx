// The head of what is open beside the list: its title, which gets the focus, and the way back.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";

interface ChoiceHeadProps {
  readonly title: ComponentChildren;
  readonly close: () => void;
}

export function ChoiceHead({ title, close }: ChoiceHeadProps) {
  const { t } = useTools().speech;
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <>
      <AsyncButton look="plain moderation-back" act={close}>
        <span aria-hidden="true">‹</span> {t("moderation.back")}
      </AsyncButton>
      <h2 ref={heading} tabIndex={-1}>{title}</h2>
    </>
  );
}
