// The commands that begin with what is typed, above the composer.

import type { Command } from "../commands.ts";
import { useTools } from "../../ui/context.ts";

interface CommandListProps {
  readonly options: readonly Command[];
  readonly at: number;
  readonly pick: (command: Command) => void;
}

export function CommandList({ options, at, pick }: CommandListProps) {
  const { t } = useTools().speech;
  return (
    <ul id="commands" class="commands" role="listbox" aria-label={t("command.title")}>
      {options.map((command, index) => (
        <li
          key={command}
          id={optionId(command)}
          role="option"
          aria-selected={index === at}
          onClick={() => pick(command)}
        >
          <strong>/{command}</strong> <span>{t(`command.${command}`)}</span>
        </li>
      ))}
    </ul>
  );
}

export function optionId(command: Command): string {
  return `command-${command}`;
}
