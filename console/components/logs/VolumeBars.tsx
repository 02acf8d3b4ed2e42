import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { VOLUME_OUTCOMES, type VolumeBar, type VolumeOutcome } from "../../logs/volume_bars.ts";
import { localTime } from "../../logs/zoned_time.ts";

interface VolumeBarsProps {
  bars: readonly VolumeBar[];
  bucketMs: number;
  zone: string;
  onZoom(span: { fromMs: number; toMs: number }): void;
}

/** Which bars are marked, both ends counted; `anchor` is where the marking began. */
interface Marked {
  anchor: number;
  end: number;
}

/** The bars, and the marking of some of them: by drawing over them, or by arrow keys with Shift, and Enter. */
export function VolumeBars({ bars, bucketMs, zone, onZoom }: VolumeBarsProps) {
  const marked = useSignal<Marked | null>(null);
  const isDrawing = useRef(false);
  const most = Math.max(1, ...bars.map(({ total }) => total));
  const placeOf = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    return Math.min(bars.length - 1, Math.max(0, Math.floor((event.clientX - left) / width * bars.length)));
  };
  const zoom = ({ anchor, end }: Marked) => {
    const first = Math.min(anchor, end), last = Math.max(anchor, end);
    onZoom({ fromMs: bars[first]!.atMs, toMs: bars[last]!.atMs + bucketMs });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = markedBy(event, { marked: marked.value, count: bars.length });
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (next === "zoom") zoom(marked.value!);
    else marked.value = next;
  };
  const span = marked.value;
  const first = span === null ? 0 : Math.min(span.anchor, span.end);
  const count = span === null ? 0 : Math.abs(span.anchor - span.end) + 1;
  return (
    <div
      role="group"
      tabIndex={0}
      aria-label="Bars of requests over time: arrow keys mark one, with Shift several, Enter narrows the log down to them"
      class="cursor-crosshair touch-none rounded-field select-none"
      data-volume-bars={bars.length}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        isDrawing.current = true;
        marked.value = { anchor: placeOf(event), end: placeOf(event) };
      }}
      onPointerMove={(event) => {
        if (isDrawing.current) marked.value = { anchor: marked.value!.anchor, end: placeOf(event) };
      }}
      onPointerUp={() => {
        if (isDrawing.current && marked.value !== null) zoom(marked.value);
        isDrawing.current = false;
      }}
      onPointerCancel={() => {
        isDrawing.current = false;
        marked.value = null;
      }}
    >
      <svg
        viewBox={`0 0 ${bars.length * BAR} ${HEIGHT}`}
        preserveAspectRatio="none"
        class="h-18 w-full border-b border-base-300"
        aria-hidden="true"
      >
        {span !== null && <rect x={first * BAR} width={count * BAR} height={HEIGHT} class="fill-primary/15" />}
        {bars.map((bar, place) => <Bar key={bar.atMs} bar={bar} place={place} most={most} zone={zone} />)}
      </svg>
      <p role="status" class="sr-only">{span === null ? "" : markedWords(bars.slice(first, first + count), zone)}</p>
    </div>
  );
}

const BAR = 10;
const HEIGHT = 100;

/** What a key does; undefined leaves it to the browser. */
function markedBy(
  { key, shiftKey }: KeyboardEvent,
  { marked, count }: { marked: Marked | null; count: number },
): Marked | null | "zoom" | undefined {
  if (key === "Enter") return marked === null ? undefined : "zoom";
  if (key === "Escape") return marked === null ? undefined : null;
  const by = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
  if (by === 0) return undefined;
  if (marked === null) return { anchor: count - 1, end: count - 1 };
  const end = Math.min(count - 1, Math.max(0, marked.end + by));
  return { anchor: shiftKey ? marked.anchor : end, end };
}

function Bar({ bar, place, most, zone }: { bar: VolumeBar; place: number; most: number; zone: string }) {
  let y = HEIGHT;
  return (
    <g>
      <title>{barWords(bar, zone)}</title>
      <rect x={place * BAR} width={BAR} height={HEIGHT} fill="transparent" />
      {VOLUME_OUTCOMES.filter((outcome) => bar.counts[outcome] > 0).map((outcome) => {
        // The few that failed among many are seen, too.
        const height = Math.max(2, bar.counts[outcome] / most * HEIGHT);
        y -= height;
        return <rect key={outcome} x={place * BAR + 1} y={y} width={BAR - 2} height={height} class={FILLS[outcome]} />;
      })}
    </g>
  );
}

const FILLS: Record<VolumeOutcome, string> = {
  completed: "fill-primary/50",
  cancelled: "fill-muted",
  denied: "fill-warning",
  interrupted: "fill-error/60",
  failed: "fill-error",
};

function barWords({ atMs, counts }: VolumeBar, zone: string): string {
  const parts = VOLUME_OUTCOMES.filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${counts[outcome].toLocaleString("en")} ${outcome}`);
  return `${localTime(atMs, zone).replace("T", " ")}: ${parts.join(", ") || "none"}`;
}

function markedWords(bars: readonly VolumeBar[], zone: string): string {
  const requests = bars.reduce((sum, { total }) => sum + total, 0);
  return `From ${localTime(bars[0]!.atMs, zone).replace("T", " ")}: ${requests.toLocaleString("en")} requests.`;
}
