import { useSignal } from "@preact/signals";
import { browserClock } from "../../../../../../browser/dependencies.ts";
import { toast } from "../../../../../../browser/toasts.ts";
import { Button } from "../../../../../../components/Button.tsx";
import { EmptyState } from "../../../../../../components/EmptyState.tsx";
import { onDemand, OUTDATED } from "../../../../../../forms/on_demand.ts";
import { browserDependencies } from "../../../../../../graphql/dependencies.ts";
import type { Rows } from "../../../../../../lists/rows.ts";
import { useChangedRows } from "../../../../../../lists/use_changed_rows.ts";
import { type Price, priceName } from "../../../../../../prices/price_values.ts";
import { pricesWith } from "../../../../../../prices/prices_search.ts";
import { PriceTable } from "../../../../../../prices/PriceTable.tsx";
import { readPrices } from "../../../../../../prices/read_prices.ts";
import { DraftList } from "../../../../../../publishing/DraftList.tsx";
import type { PublishingState } from "../../../../../../publishing/publishing_state.ts";
import { usePublishing } from "../../../../../../publishing/use_publishing.ts";
import { NEW_OBJECT } from "../../../../../../session/object_path.ts";

interface PricesProps {
  slug: string;
  /** Of the page itself. */
  path: string;
  list: Rows<Price>;
  includeArchived: boolean;
  publishing: PublishingState;
  canWrite: boolean;
  canPublish: boolean;
}

/** A tenant's own prices, and what to do with them. */
export default function Prices({ slug, path, includeArchived, canWrite, canPublish, ...props }: PricesProps) {
  const publishing = usePublishing(slug, props.publishing);
  const search = useSignal("");
  const listed = useChangedRows({
    initial: props.list,
    read: (after) => readPrices(browserDependencies().client, { slug, after, includeArchived }),
  });
  const move = async (row: Price, action: "archive" | "restore") => {
    const archivedAt = action === "archive" ? new Date(browserClock.now()).toISOString() : null;
    const isDone = await listed.change(row, { ...row, archivedAt }, async () => {
      const module = await onDemand(() => import("../../../../../../prices/save_price.ts"));
      return module === null
        ? { ...FAILED, message: OUTDATED.message! }
        : await module.movePrice(browserDependencies().client, action, row);
    });
    if (!isDone) return;
    toast(
      `The price of “${priceName(row)}” is ${action === "archive" ? "archived" : "restored"} in the draft.`,
      "success",
    );
    await publishing.refresh();
  };
  const { rows } = listed.list.value;
  const found = pricesWith(rows, search.value);
  const create = canWrite && <Button href={`${path}/${NEW_OBJECT}`} tone="primary">New price</Button>;
  return (
    <div class="flex flex-col gap-4">
      <DraftList
        title="Your own prices"
        what="prices"
        {...{ path, includeArchived, publishing, canPublish }}
        listed={listed}
        search={rows.length > 1 && (
          <input
            type="search"
            class="input input-sm w-40"
            placeholder="Search"
            aria-label="Search these prices"
            onInput={(event) => search.value = event.currentTarget.value}
          />
        )}
        create={create}
      >
        {rows.length === 0
          ? (
            <EmptyState title="No prices of your own" action={create}>
              What the public price list knows is priced by it. Add a price for a model of your own, or for what your
              contract says otherwise.
            </EmptyState>
          )
          : found.length === 0
          ? <p class="p-6 text-center text-sm text-muted" role="status">No price that is shown has this in its name.</p>
          : (
            <PriceTable
              rows={found}
              path={path}
              canWrite={canWrite}
              onArchive={(row) => move(row, "archive")}
              onRestore={(row, event) => {
                event.preventDefault();
                move(row, "restore");
              }}
            />
          )}
      </DraftList>
    </div>
  );
}

const FAILED = { kind: "failed", reason: "outdated", issues: [], requestId: null } as const;
