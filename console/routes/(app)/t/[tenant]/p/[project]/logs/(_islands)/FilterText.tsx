import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../../../../../../../components/Button.tsx";
import type { ConditionDialogProps } from "../../../../../../../../components/logs/ConditionDialog.tsx";
import { onDemand } from "../../../../../../../../forms/on_demand.ts";
import { browserDependencies } from "../../../../../../../../graphql/dependencies.ts";
import type { LogScope } from "../../../../../../../../logs/log_scope.ts";
import type { Suggestion, Suggestions } from "../../../../../../../../logs/suggest_filter.ts";

interface FilterTextProps {
  scope: LogScope;
  value: string;
  invalid: boolean;
}

/** The filter as a text, with what may come next below it. Without a script it is a field like any other. */
export default function FilterText({ scope, value, invalid }: FilterTextProps) {
  const input = useRef<HTMLInputElement>(null);
  const found = useSignal<Suggestions | null>(null);
  const active = useSignal(-1);
  const latest = useRef(0);
  const isReady = useSignal(false);
  const Dialog = useSignal<ComponentType<ConditionDialogProps> | null>(null);
  useEffect(() => {
    isReady.value = true;
  }, []);
  const suggest = async () => {
    const mine = ++latest.current;
    const loaded = await onDemand(() => import("../../../../../../../../logs/suggest_filter.ts"));
    const field = input.current;
    if (loaded === null || field === null || mine !== latest.current) return;
    const { client } = browserDependencies();
    const at = { text: field.value, caret: field.selectionStart ?? field.value.length };
    const suggestions = await loaded.suggestFilter(at, { client, scope });
    if (mine !== latest.current || document.activeElement !== field) return;
    found.value = suggestions.list.length > 0 ? suggestions : null;
    active.value = -1;
  };
  const hide = () => {
    latest.current++;
    found.value = null;
  };
  const take = ({ insert }: Suggestion) => {
    const field = input.current;
    if (field === null || found.value === null) return;
    const { from, to } = found.value;
    const isWhole = !/[:.=]$/.test(insert);
    // What was typed since the list was made belongs to the same word.
    const until = Math.max(to, field.selectionStart ?? to);
    field.setRangeText(isWhole ? `${insert} ` : insert, from, until, "end");
    field.focus();
    if (isWhole) hide();
    else suggest();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const list = found.value?.list ?? [];
    if (event.key === "Escape" && found.value !== null) {
      event.preventDefault();
      hide();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && list.length > 0) {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      active.value = (active.value + by + list.length + (active.value < 0 && by < 0 ? 1 : 0)) % list.length;
    } else if ((event.key === "Enter" || event.key === "Tab") && active.value >= 0) {
      event.preventDefault();
      take(list[active.value]!);
    }
  };
  const openDialog = async () => {
    const loaded = await onDemand(() => import("../../../../../../../../components/logs/ConditionDialog.tsx"));
    if (loaded !== null) Dialog.value = loaded.ConditionDialog;
  };
  const add = (text: string) => {
    const field = input.current!;
    field.value = `${field.value.trim()} ${text}`.trim();
    field.form?.requestSubmit();
  };
  const list = found.value?.list ?? [];
  return (
    <div class="flex items-end gap-2">
      <div class="relative min-w-0 flex-1">
        <label class="flex min-w-0 flex-col gap-0.5">
          <span class="text-xs text-muted">Filter</span>
          <input
            ref={input}
            id="filter-q"
            name="q"
            defaultValue={value}
            maxLength={4_000}
            placeholder="status>=500 model:gpt-5 tag.team=search"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            role="combobox"
            aria-autocomplete="list"
            aria-expanded={list.length > 0}
            aria-controls="filter-suggestions"
            aria-activedescendant={active.value < 0 ? undefined : `filter-suggestion-${active.value}`}
            aria-invalid={invalid ? "true" : undefined}
            class={`input input-sm w-full font-mono ${invalid ? "input-error" : ""}`}
            onFocus={suggest}
            onInput={suggest}
            onClick={suggest}
            onBlur={hide}
            onKeyDown={onKeyDown}
          />
        </label>
        <ul
          id="filter-suggestions"
          role="listbox"
          aria-label="Suggestions"
          hidden={list.length === 0}
          class="absolute z-30 mt-1 max-h-80 w-full max-w-md overflow-y-auto rounded-box border border-base-300 bg-base-100 p-1 shadow-lg"
        >
          {list.map((suggestion, place) => (
            <li
              key={suggestion.insert}
              id={`filter-suggestion-${place}`}
              role="option"
              aria-selected={place === active.value}
              class={`flex cursor-pointer justify-between gap-4 rounded-field px-2 py-1 ${
                place === active.value ? "bg-primary/10" : "hover:bg-base-200"
              }`}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(suggestion)}
            >
              <span class="min-w-0 truncate font-mono">{suggestion.words}</span>
              <span class="shrink-0 text-muted">{suggestion.hint}</span>
            </li>
          ))}
        </ul>
      </div>
      <Button class="noscript:hidden" disabled={!isReady.value} onClick={openDialog}>Add condition</Button>
      {Dialog.value !== null && <Dialog.value scope={scope} onAdd={add} onClose={() => Dialog.value = null} />}
    </div>
  );
}
