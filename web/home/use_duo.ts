// Searching with a friend: the link for one, who the partner is, and that they are not any more.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Invite, User } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { useSelector } from "../ui/use_selector.ts";
import { useProblem } from "../ui/use_problem.tsx";

export type DuoState = ReturnType<typeof useDuo>;

export function useDuo() {
  const { relations } = useTools().session;
  const partner = useSelector((state) => state.partner);
  const [invite, setInvite] = useState<Invite | null>(null);
  const { refusal, take } = useProblem();
  const gone = useGone(partner);
  useEffect(() => {
    if (partner !== null) setInvite(null);
  }, [partner]);
  return {
    partner,
    /** Whose partnership has ended since this page is open. */
    gone,
    invite,
    /** Why the last try was refused, to be drawn. */
    refusal,
    make: async () => setInvite(take(await relations.createInvite())),
    end: async () => void take(await relations.endPartnership()),
  };
}

/** The partner of before, once there is none; not when a trio has formed of it. */
function useGone(partner: User | null): User | null {
  const before = useRef<User | null>(null);
  const isMatched = useSelector((state) => state.matched !== null);
  if (partner !== null) before.current = partner;
  return partner === null && !isMatched ? before.current : null;
}
