// What a user can do about another: ask to meet them again, report them, block them. In the menu of
// the trio, folded up under each name.

import type { Group, Member, UserId } from "../../../protocol/domain.ts";
import { isDeleted } from "../../state/members.ts";
import { useTools } from "../../ui/context.ts";
import { useChatUi } from "../chat_ui.ts";
import { AsyncButton } from "../../ui/async_button.tsx";
import { Tick } from "../../ui/tick.tsx";
import { useProblem } from "../../ui/use_problem.tsx";

export function MemberActions({ group, me }: { readonly group: Group; readonly me: UserId }) {
  const others = group.members.filter((member) => member.id !== me && !isDeleted(member));
  return (
    <>
      {others.map((member) => (
        <details key={member.id} class="member">
          <summary>
            <bdi>{member.username}</bdi>
          </summary>
          <OneActions member={member} />
        </details>
      ))}
    </>
  );
}

/** About one of them. */
export function OneActions({ member }: { readonly member: Member }) {
  return (
    <div class="member-actions">
      <RematchWish member={member} />
      <ReportAndBlock member={member} />
    </div>
  );
}

/** Nobody is told before both want it. */
function RematchWish({ member }: { readonly member: Member }) {
  const { session: { api }, speech: { t, markup } } = useTools();
  const { refusal, take } = useProblem();
  const name = member.username;
  const set = async (on: boolean) => {
    take(await api.setRematchWish(member.id, on));
  };
  return (
    <>
      <Tick isOn={member.again !== undefined} set={(on) => void set(on)}>
        {markup("again.want", { name })}
      </Tick>
      <p class="why" role="status">
        {member.again === "mutual"
          ? t("again.mutual")
          : member.again && markup("again.asked", { name })}
      </p>
      {refusal}
    </>
  );
}

function ReportAndBlock({ member }: { readonly member: Member }) {
  const { markup } = useTools().speech;
  const { dialog } = useChatUi();
  const name = member.username;
  return (
    <>
      <AsyncButton
        data-closes
        act={() => (dialog.value = { type: "report", member })}
      >
        <span>{markup("member.report", { name })}</span>
      </AsyncButton>
      <AsyncButton
        look="plain error"
        data-closes
        act={() => (dialog.value = { type: "block", member })}
      >
        <span>{markup("member.block", { name })}</span>
      </AsyncButton>
    </>
  );
}
