import { useSignal } from "@preact/signals";
import { Button } from "../Button.tsx";

interface JsonNodeProps {
  /** Left out for the root. */
  name?: string;
  value: unknown;
  depth: number;
  /** In small letters; empty for none. */
  wanted: string;
}

/** A value of a JSON tree, with what is in it. */
export function JsonNode({ name, value, depth, wanted }: JsonNodeProps) {
  const isOpen = useSignal(depth < OPEN_DEPTH);
  const count = useSignal(CHILDREN_AT_ONCE);
  if (typeof value !== "object" || value === null) return <Leaf name={name} value={value} wanted={wanted} />;
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  const found = wanted !== "" && JSON.stringify(value).toLowerCase().includes(wanted);
  const open = found || isOpen.value;
  return (
    <details open={open} onToggle={(event) => isOpen.value = event.currentTarget.open}>
      <summary class="cursor-pointer rounded-selector hover:bg-base-300">
        {name !== undefined && <Marked text={`${name}: `} wanted={wanted} class="text-primary" />}
        <span class="text-muted">{isList ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </summary>
      {open && (
        <div class="border-l border-base-300 pl-4">
          {entries.slice(0, count.value).map(([key, child]) => (
            <JsonNode key={key} name={key} value={child} depth={depth + 1} wanted={wanted} />
          ))}
          {entries.length > count.value && (
            <Button
              size="small"
              tone="quiet"
              onClick={() => count.value += CHILDREN_AT_ONCE}
            >
              {`${entries.length - count.value} more`}
            </Button>
          )}
        </div>
      )}
    </details>
  );
}

const OPEN_DEPTH = 2;
const CHILDREN_AT_ONCE = 100;
const TEXT_LENGTH = 600;

function Leaf({ name, value, wanted }: Pick<JsonNodeProps, "value" | "wanted"> & { name: string | undefined }) {
  const isWhole = useSignal(false);
  const text = JSON.stringify(value) ?? "undefined";
  const isLong = text.length > TEXT_LENGTH && !isWhole.value;
  return (
    <div class="wrap-anywhere whitespace-pre-wrap">
      {name !== undefined && <Marked text={`${name}: `} wanted={wanted} class="text-primary" />}
      <Marked text={isLong ? text.slice(0, TEXT_LENGTH) : text} wanted={wanted} />
      {isLong && (
        <Button size="small" tone="quiet" onClick={() => isWhole.value = true}>
          {`… ${(text.length - TEXT_LENGTH).toLocaleString("en")} more characters`}
        </Button>
      )}
    </div>
  );
}

/** A text with what is looked for in it marked. */
function Marked({ text, wanted, class: more }: { text: string; wanted: string; class?: string }) {
  const at = wanted === "" ? -1 : text.toLowerCase().indexOf(wanted);
  if (at < 0) return <span class={more}>{text}</span>;
  return (
    <span class={more}>
      {text.slice(0, at)}
      <mark class="bg-warning text-warning-content">{text.slice(at, at + wanted.length)}</mark>
      {text.slice(at + wanted.length)}
    </span>
  );
}
