import { closeToast, holdToast, toasts, type ToastTone } from "../browser/toasts.ts";
import { Icon } from "../components/Icon.tsx";

/** Where `toast()` shows its sentences. In every page of the shell once. */
export default function ToastRegion() {
  return (
    // There from the start: what is put into a region that is new itself is not read out.
    <div
      role="status"
      aria-live="polite"
      class="pointer-events-none fixed right-4 bottom-4 z-40 flex w-80 max-w-[calc(100vw-2rem)] flex-col gap-2"
    >
      {toasts.value.map(({ id, tone, text, undo }) => (
        <div
          key={id}
          class={`pointer-events-auto flex items-start gap-2 rounded-box border bg-base-100 px-3 py-2 shadow-lg ${
            TONES[tone]
          }`}
          onMouseEnter={() => holdToast(id)}
          onMouseLeave={() => holdToast(null)}
          onFocusIn={() => holdToast(id)}
          onFocusOut={() => holdToast(null)}
        >
          <p class="min-w-0 flex-1 break-words">{text}</p>
          {undo && <button type="button" class="btn btn-xs" onClick={undo}>Undo</button>}
          <button
            type="button"
            class="btn btn-ghost btn-square btn-xs"
            aria-label="Close"
            onClick={() => closeToast(id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}

const TONES: Record<ToastTone, string> = {
  info: "border-base-300",
  success: "border-success",
  error: "border-error",
};
