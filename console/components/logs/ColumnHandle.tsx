import { useRef } from "preact/hooks";
import { COLUMN_WIDTH_MAX, COLUMN_WIDTH_MIN } from "../../logs/shown_columns.ts";

interface ColumnHandleProps {
  id: string;
  width: number;
  onResize(id: string, width: number): void;
}

/** At the end of a column's head: drawn, or moved by the arrow keys, it makes the column wider or narrower. */
export function ColumnHandle({ id, width, onResize }: ColumnHandleProps) {
  const drag = useRef<{ x: number; width: number } | null>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowLeft" ? -STEP_PX : event.key === "ArrowRight" ? STEP_PX : 0;
    if (by === 0) return;
    event.preventDefault();
    onResize(id, width + by);
  };
  return (
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${id.toLowerCase().replaceAll("_", " ")}`}
      aria-valuenow={width}
      aria-valuemin={COLUMN_WIDTH_MIN}
      aria-valuemax={COLUMN_WIDTH_MAX}
      tabIndex={0}
      class="absolute inset-y-0 right-0 w-2 cursor-col-resize touch-none border-r border-base-300 hover:border-primary focus-visible:border-primary"
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { x: event.clientX, width };
      }}
      onPointerMove={(event) => {
        if (drag.current !== null) onResize(id, drag.current.width + event.clientX - drag.current.x);
      }}
      onPointerUp={() => drag.current = null}
      onPointerCancel={() => drag.current = null}
    />
  );
}

const STEP_PX = 8;
