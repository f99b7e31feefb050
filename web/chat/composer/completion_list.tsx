// What the word before the caret may become, above the composer: commands, or the names of the
// others. The focus stays in the field, and keys and taps choose.

import type { Member } from "../../../protocol/domain.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { useTools } from "../../ui/context.ts";
import { useSelector } from "../../ui/use_selector.ts";
import type { GroupId } from "../../../protocol/domain.ts";
import type { Command } from "../commands.ts";

/** A whole new draft, and where the caret stands in it. */
interface Completed {
  readonly text: string;
  readonly caret: number;
}

export type Completion = Completed & ({ readonly command: Command } | { readonly member: Member });

export const listId = "completions";

interface CompletionListProps {
  readonly group: GroupId;
  readonly options: readonly Completion[];
  readonly at: number;
  readonly pick: (option: Completion) => void;
}

export function CompletionList({ group, options, at, pick }: CompletionListProps) {
  const { t } = useTools().speech;
  const isOfNames = options.some((option) => "member" in option);
  return (
    <ul
      id={listId}
      class="completions"
      role="listbox"
      aria-label={t(isOfNames ? "mention.title" : "command.title")}
      // The field keeps the focus, and a phone's keyboard stays.
      onMouseDown={(event) => event.preventDefault()}
    >
      {options.map((option, index) => (
        <li
          key={keyOf(option)}
          id={optionId(option)}
          role="option"
          aria-selected={index === at}
          onClick={() => pick(option)}
        >
          {"member" in option
            ? <Name group={group} member={option.member} />
            : <CommandWords command={option.command} />}
        </li>
      ))}
    </ul>
  );
}

function CommandWords({ command }: { readonly command: Command }) {
  const { t } = useTools().speech;
  return (
    <>
      <strong>/{command}</strong> <span>{t(`command.${command}`)}</span>
    </>
  );
}

function Name({ group: id, member }: { readonly group: GroupId; readonly member: Member }) {
  const group = useSelector((state) => state.groups.get(id)?.group);
  return (
    <>
      {group && <Avatar group={group} member={member} size={24} hasDot={false} />}
      <strong>
        <bdi translate={false}>{member.username}</bdi>
      </strong>
    </>
  );
}

export function optionId(option: Completion): string {
  return `completion-${keyOf(option)}`;
}

function keyOf(option: Completion): string {
  return "member" in option ? option.member.id : option.command;
}
