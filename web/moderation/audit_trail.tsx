// All that was decided, the latest first. Each entry leads to the user whom it is about.

import type { User } from "../../protocol/domain.ts";
import type { AuditEntry } from "../../protocol/moderation.ts";
import { useTools } from "../ui/context.ts";
import { ActDetails, DecisionWords } from "./decision_words.tsx";
import { PartsList } from "./parts_list.tsx";
import { mapAnswer, useModerationApi, useParts } from "./use_moderation.ts";

interface AuditTrailProps {
  /** The id of the entry whose user is open beside the list. */
  readonly chosen: string | null;
  readonly choose: (user: User, entry: string) => void;
}

export function AuditTrail({ chosen, choose }: AuditTrailProps) {
  const { t } = useTools().speech;
  const api = useModerationApi();
  const parts = useParts(async (range) =>
    mapAnswer(await api.audit(range), ({ entries, more }) => ({ items: entries, more }))
  );
  return (
    <PartsList
      parts={parts}
      none={t("moderation.none.audit")}
      row={(entry) => (
        <Entry
          key={entry.id}
          entry={entry}
          isChosen={entry.id === chosen}
          choose={() => choose(entry.about, entry.id)}
        />
      )}
    />
  );
}

interface EntryProps {
  readonly entry: AuditEntry;
  readonly isChosen: boolean;
  readonly choose: () => void;
}

function Entry({ entry, isChosen, choose }: EntryProps) {
  return (
    <li>
      <button
        id={entry.id}
        type="button"
        class="moderation-row"
        aria-current={isChosen}
        onClick={choose}
      >
        <strong>
          <DecisionWords decision={entry} about={entry.about} />
        </strong>
        <ActDetails act={entry} />
      </button>
    </li>
  );
}
