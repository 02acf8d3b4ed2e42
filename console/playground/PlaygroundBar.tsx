import { Button } from "../components/Button.tsx";
import type { PlaygroundState } from "./use_playground.ts";

/** Which models are asked, side by side. */
export function PlaygroundBar({ state, models }: { state: PlaygroundState; models: readonly string[] }) {
  const chosen = state.conversation.value.settings.models;
  const choose = (column: number, model: string) =>
    state.change({ models: chosen.map((other, index) => index === column ? model : other) });
  return (
    <div class="flex flex-wrap items-end gap-3">
      {chosen.map((model, column) => (
        <div key={column} class="flex flex-col gap-1">
          <label for={`playground-model-${column}`} class="text-xs font-medium">
            {chosen.length === 1 ? "Route, or provider/model" : `Column ${column + 1}`}
          </label>
          <input
            id={`playground-model-${column}`}
            list="playground-models"
            class="input input-sm w-56 font-mono"
            autocomplete="off"
            spellcheck={false}
            value={model}
            aria-invalid={model.trim() === "" ? "true" : undefined}
            onInput={(event) => choose(column, event.currentTarget.value)}
          />
        </div>
      ))}
      <datalist id="playground-models">{models.map((model) => <option key={model} value={model} />)}</datalist>
      {chosen.length === 1
        ? (
          <Button
            onClick={() => state.change({ models: [chosen[0]!, models.find((m) => m !== chosen[0]) ?? chosen[0]!] })}
          >
            Compare with another
          </Button>
        )
        : <Button onClick={() => state.change({ models: chosen.slice(0, 1) })}>One column</Button>}
      <Button tone="quiet" onClick={state.clear} disabled={state.conversation.value.turns.length === 0}>
        Begin anew
      </Button>
    </div>
  );
}
