import { useSignal } from "@preact/signals";
import CopyButton from "../../islands/CopyButton.tsx";
import { JsonNode } from "./JsonNode.tsx";

interface JsonTreeProps {
  value: unknown;
  /** What it is, for those who hear the page. */
  label: string;
}

/** JSON to be read: parts fold, a search opens and marks what it finds. */
export function JsonTree({ value, label }: JsonTreeProps) {
  const search = useSignal("");
  const wanted = search.value.trim().toLowerCase();
  return (
    <div>
      <div class="mb-1 flex items-center gap-2">
        <input
          type="search"
          class="input input-xs w-48"
          placeholder="Search"
          aria-label={`Search in ${label}`}
          value={search.value}
          onInput={(event) => search.value = event.currentTarget.value}
        />
        <span class="ml-auto" />
        <CopyButton text={JSON.stringify(value, null, 2)} label={`Copy ${label}`} />
      </div>
      <div
        class="max-h-[60vh] overflow-auto rounded-box border border-base-300 bg-base-200 p-2 font-mono text-xs"
        tabIndex={0}
        role="region"
        aria-label={label}
      >
        <JsonNode value={value} depth={0} wanted={wanted} />
      </div>
    </div>
  );
}
