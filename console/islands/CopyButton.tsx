import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { browserClock } from "../browser/dependencies.ts";
import { Icon } from "../components/Icon.tsx";

interface CopyButtonProps {
  text: string;
  /** What is copied: "Copy the API key". Default: "Copy". */
  label?: string;
}

/** Puts a text on the clipboard and says so for two seconds. */
export default function CopyButton({ text, label = "Copy" }: CopyButtonProps) {
  const outcome = useSignal<"idle" | "copied" | "failed">("idle");
  const latest = useRef(0);
  const copy = async () => {
    const copied = await navigator.clipboard.writeText(text).then(() => true, () => false);
    outcome.value = copied ? "copied" : "failed";
    const mine = ++latest.current;
    await browserClock.delay(SHOWN_MS);
    if (mine === latest.current) outcome.value = "idle";
  };
  return (
    <button type="button" class="btn btn-xs" aria-label={label} onClick={copy}>
      <Icon name={outcome.value === "copied" ? "check" : "copy"} />
      <span aria-hidden="true">{WORDS[outcome.value]}</span>
      <span class="sr-only" role="status">{outcome.value === "idle" ? "" : WORDS[outcome.value]}</span>
    </button>
  );
}

const SHOWN_MS = 2_000;
const WORDS = { idle: "Copy", copied: "Copied", failed: "Not allowed" };
