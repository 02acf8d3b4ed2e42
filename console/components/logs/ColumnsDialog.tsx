import { useEffect, useRef } from "preact/hooks";
import { type ColumnField, LOG_COLUMNS } from "../../logs/log_columns.ts";
import { columnId, COLUMNS_MAX, moved, type ShownColumn, toggled } from "../../logs/shown_columns.ts";
import { Button } from "../Button.tsx";

export interface ColumnsDialogProps {
  columns: readonly ShownColumn[] | null;
  /** The columns as they come. */
  defaults: readonly ShownColumn[];
  onChoose(columns: ShownColumn[] | null): void;
  onClose(): void;
}

/** Which columns the log has, and in which order. What is done is seen at once. */
export function ColumnsDialog({ columns, defaults, onChoose, onClose }: ColumnsDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const tag = useRef<HTMLInputElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const shown = columns ?? defaults;
  const others = (Object.keys(LOG_COLUMNS) as ColumnField[])
    .filter((field) => field !== "TAG" && !shown.some((column) => column.field === field));
  const addTag = (event: SubmitEvent) => {
    event.preventDefault();
    const name = tag.current?.value.trim() ?? "";
    if (name === "" || shown.some((column) => column.name === name)) return;
    onChoose(toggled(shown, { field: "TAG", name: name.slice(0, 64) }));
    tag.current!.value = "";
  };
  return (
    <dialog ref={dialog} class="modal" aria-labelledby="columns-title" onClose={onClose}>
      <div class="modal-box max-w-xl">
        <h2 id="columns-title" class="mb-3 text-base font-semibold">Columns</h2>
        <div class="grid gap-4 sm:grid-cols-2">
          <ol aria-label="Shown columns" class="flex flex-col gap-0.5">
            {shown.map((column, place) => (
              <ShownItem
                key={columnId(column)}
                column={column}
                isFirst={place === 0}
                isLast={place === shown.length - 1}
                onMove={(by) => onChoose(moved(shown, columnId(column), by))}
                onRemove={() => onChoose(toggled(shown, column))}
              />
            ))}
          </ol>
          <div>
            <p class="mb-1 text-xs text-muted">More columns, {COLUMNS_MAX} at most</p>
            <div class="flex flex-wrap gap-1.5">
              {others.map((field) => (
                <Button
                  key={field}
                  size="small"
                  onClick={() => onChoose(toggled(shown, { field }))}
                >
                  + {LOG_COLUMNS[field].title}
                </Button>
              ))}
            </div>
            <form class="mt-3 flex items-end gap-2" onSubmit={addTag}>
              <label class="flex min-w-0 flex-1 flex-col gap-0.5 text-xs text-muted">
                A tag’s name
                <input ref={tag} class="input input-sm w-full text-base-content" maxLength={64} autocomplete="off" />
              </label>
              <Button type="submit">Add</Button>
            </form>
          </div>
        </div>
        <div class="mt-4 flex justify-between">
          <Button tone="quiet" disabled={columns === null} onClick={() => onChoose(null)}>As they come</Button>
          <Button onClick={() => dialog.current?.close()}>Done</Button>
        </div>
      </div>
    </dialog>
  );
}

interface ShownItemProps {
  column: ShownColumn;
  isFirst: boolean;
  isLast: boolean;
  onMove(by: 1 | -1): void;
  onRemove(): void;
}

function ShownItem({ column: { field, name }, isFirst, isLast, onMove, onRemove }: ShownItemProps) {
  const title = name === undefined ? LOG_COLUMNS[field].title : `Tag ${name}`;
  return (
    <li class="flex items-center gap-1 rounded-field border border-base-300 py-0.5 pr-1 pl-2.5">
      <span class="mr-auto truncate">{title}</span>
      <Button
        size="small"
        tone="quiet"
        aria-label={`${title} to the left`}
        disabled={isFirst}
        onClick={() => onMove(-1)}
      >
        ↑
      </Button>
      <Button
        size="small"
        tone="quiet"
        aria-label={`${title} to the right`}
        disabled={isLast}
        onClick={() => onMove(1)}
      >
        ↓
      </Button>
      <Button
        size="small"
        tone="quiet"
        aria-label={`Hide ${title}`}
        disabled={field === "TIME"}
        onClick={onRemove}
      >
        ✕
      </Button>
    </li>
  );
}
