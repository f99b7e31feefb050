// A user of the audit trail, with what is known of them.

import type { User } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { ChoiceHead } from "./choice_head.tsx";
import { UserHistory } from "./user_history.tsx";

interface OpenUserProps {
  readonly user: User;
  readonly close: () => void;
}

export function OpenUser({ user, close }: OpenUserProps) {
  const { t } = useTools().speech;
  const name = user.username || t("member.deleted");
  return (
    <>
      <ChoiceHead title={<bdi translate={false}>{name}</bdi>} close={close} />
      <UserHistory user={user} />
    </>
  );
}
