// All that was decided, the latest first. Each entry leads to the user whom it is about.

import type { User } from "../../protocol/domain.ts";
import type { AuditEntry } from "../../protocol/moderation.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { ActDetails, DecisionWords } from "./decision_words.tsx";
import { mapAnswer, useModerationApi, useParts } from "./use_moderation.ts";

interface AuditTrailProps {
  /** The id of the entry whose user is open beside the list. */
  readonly chosen: string | null;
  readonly choose: (user: User, entry: string) => void;
}

export function AuditTrail({ chosen, choose }: AuditTrailProps) {
  const { t } = useTools().speech;
  const api = useModerationApi();
  const { list, refusal, loadMore } = useParts(async (range) =>
    mapAnswer(await api.audit(range), ({ entries, more }) => ({ items: entries, more }))
  );
  return (
    <>
      <div role="status">
        {list?.items.length === 0 && <p class="why">{t("moderation.none.audit")}</p>}
      </div>
      <ul class="rows">
        {list?.items.map((entry) => (
          <Entry
            key={entry.id}
            entry={entry}
            isChosen={entry.id === chosen}
            choose={() => choose(entry.about, entry.id)}
          />
        ))}
      </ul>
      {refusal}
      {list?.more && (
        <AsyncButton look="button secondary wide" act={loadMore}>
          {t("moderation.more")}
        </AsyncButton>
      )}
    </>
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
