// A list that comes in parts: its rows, words where there are none, and a button for more.

import type { ComponentChild, ComponentChildren } from "preact";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import type { Parts } from "./use_moderation.ts";

interface PartsListProps<Item extends { readonly id: string }> {
  readonly parts: Parts<Item>;
  /** Said where there is nothing. */
  readonly none: ComponentChildren;
  readonly row: (item: Item) => ComponentChild;
}

export function PartsList<Item extends { readonly id: string }>(
  { parts: { list, refusal, loadMore }, none, row }: PartsListProps<Item>,
) {
  const { t } = useTools().speech;
  return (
    <>
      <div role="status">{list?.items.length === 0 && <p class="why">{none}</p>}</div>
      <ul class="rows">{list?.items.map(row)}</ul>
      {refusal}
      {list?.more && (
        <AsyncButton look="button secondary wide" act={loadMore}>
          {t("moderation.more")}
        </AsyncButton>
      )}
    </>
  );
}
