// Searching with a friend: the invite, the partner, and the end of the partnership.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Invite, User } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { useSelector } from "../ui/use_selector.ts";
import { useProblem } from "../ui/use_problem.tsx";

export type DuoState = ReturnType<typeof useDuo>;

export function useDuo() {
  const { api } = useTools().session;
  const partner = useSelector((state) => state.partner);
  const [invite, setInvite] = useState<Invite | null>(null);
  const { refusal, take } = useProblem();
  const gone = useGone(partner);
  useEffect(() => {
    if (partner !== null) setInvite(null);
  }, [partner]);
  return {
    partner,
    /** The partner whose partnership has ended while this page is open. */
    gone,
    invite,
    /** Why the last attempt was refused, to be drawn. */
    refusal,
    make: async () => setInvite(take(await api.createInvite())?.invite ?? null),
    end: async () => void take(await api.endPartnership()),
  };
}

/** The last partner, once there is none; not when the two were matched. */
function useGone(partner: User | null): User | null {
  const before = useRef<User | null>(null);
  const isMatched = useSelector((state) => state.matched !== null);
  if (partner !== null) before.current = partner;
  return partner === null && !isMatched ? before.current : null;
}
