import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { onDemand } from "../../forms/on_demand.ts";
import type { ShownColumn } from "../../logs/shown_columns.ts";
import type { ColumnsDialogProps } from "./ColumnsDialog.tsx";

interface ColumnsButtonProps {
  columns: readonly ShownColumn[] | null;
  /** The columns as they come. */
  defaults: readonly ShownColumn[];
  onChoose(columns: ShownColumn[] | null): void;
}

/** Opens the choice of columns, which is loaded then. */
export function ColumnsButton({ columns, defaults, onChoose }: ColumnsButtonProps) {
  const Dialog = useSignal<ComponentType<ColumnsDialogProps> | null>(null);
  const open = async () => {
    const loaded = await onDemand(() => import("./ColumnsDialog.tsx"));
    if (loaded !== null) Dialog.value = loaded.ColumnsDialog;
  };
  return (
    <>
      <button type="button" class="btn btn-ghost btn-xs" onClick={open}>Columns</button>
      {Dialog.value !== null && (
        <Dialog.value
          columns={columns}
          defaults={defaults}
          onChoose={onChoose}
          onClose={() => Dialog.value = null}
        />
      )}
    </>
  );
}
