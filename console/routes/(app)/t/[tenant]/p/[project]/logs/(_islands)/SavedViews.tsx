import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "../../../../../../../../components/Button.tsx";
import { PopoverMenu } from "../../../../../../../../components/PopoverMenu.tsx";
import type { ViewDialogProps } from "../../../../../../../../components/logs/ViewDialog.tsx";
import { onDemand } from "../../../../../../../../forms/on_demand.ts";
import type { LogFilter } from "../../../../../../../../logs/log_filter.ts";
import type { LogScope } from "../../../../../../../../logs/log_scope.ts";
import type { SavedView } from "../../../../../../../../logs/saved_view.ts";
import type { ShownColumn } from "../../../../../../../../logs/shown_columns.ts";

export interface ListedView extends SavedView {
  /** Its filter as it stands in an address. */
  query: string;
  columns: ShownColumn[] | null;
}

interface SavedViewsProps {
  tenantId: string;
  scope: LogScope;
  /** The log's address without a filter. */
  path: string;
  filter: LogFilter;
  views: readonly ListedView[];
  /** The id of the view that the address names. */
  current: string | null;
}

/** The ways to look at the log that somebody kept: links, which need no script, and what makes and changes them. */
export default function SavedViews(props: SavedViewsProps) {
  const { path, views, current } = props;
  const isReady = useSignal(false);
  const Dialog = useSignal<ComponentType<ViewDialogProps> | null>(null);
  useEffect(() => {
    isReady.value = true;
  }, []);
  const view = views.find(({ id }) => id === current) ?? null;
  const open = async () => {
    const loaded = await onDemand(() => import("../../../../../../../../components/logs/ViewDialog.tsx"));
    if (loaded !== null) Dialog.value = loaded.ViewDialog;
  };
  return (
    <div class="mb-2 ml-auto flex items-center gap-2">
      <PopoverMenu id="saved-views" label="Saved views" button={<span class="truncate">{view?.name ?? "Views"}</span>}>
        {views.length === 0 && <p class="px-2 py-1 text-muted">Nobody kept a view yet.</p>}
        <ul>
          {views.map((each) => (
            <li key={each.id}>
              <a
                href={`${path}?view=${encodeURIComponent(each.id)}${each.query === "" ? "" : `&${each.query}`}`}
                aria-current={each.id === current ? "true" : undefined}
                class="flex items-baseline justify-between gap-4 rounded-field px-2 py-1 hover:bg-base-200"
              >
                <span class="truncate">{each.name}</span>
                <span class="shrink-0 text-xs text-muted">
                  {each.shared
                    ? `shared${each.mine ? "" : ` by ${each.owner?.name ?? "a service account"}`}`
                    : "private"}
                </span>
              </a>
            </li>
          ))}
          {current !== null && (
            <li>
              <a href={path} class="block rounded-field px-2 py-1 text-muted hover:bg-base-200">No view</a>
            </li>
          )}
        </ul>
      </PopoverMenu>
      <Button size="small" class="noscript:hidden" disabled={!isReady.value} onClick={open}>
        {view?.editable ? "Save or change view" : "Save view"}
      </Button>
      {Dialog.value !== null && <Dialog.value {...props} view={view} onClose={() => Dialog.value = null} />}
    </div>
  );
}
