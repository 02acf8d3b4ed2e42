import { useRef } from "preact/hooks";
import { Button } from "../components/Button.tsx";
import type { PlaygroundState } from "./use_playground.ts";

/** Where the next message is written. Enter sends it, Shift and Enter begin a line, Escape stops the answer. */
export function PromptForm({ state }: { state: PlaygroundState }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const send = () => {
    const prompt = area.current?.value.trim() ?? "";
    if (prompt === "" || !state.send(prompt)) return;
    area.current!.value = "";
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter also ends the choice of a character, which is not to send.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && state.streaming.value) state.stop();
  };
  return (
    <form
      class="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={area}
        rows={3}
        class="textarea min-h-0 flex-1"
        aria-label="Message"
        placeholder="Enter sends, Shift Enter begins a line, Esc stops"
        onKeyDown={onKeyDown}
      />
      {state.streaming.value
        ? <Button tone="danger" onClick={state.stop}>Stop</Button>
        : <Button type="submit" tone="primary" disabled={Object.keys(state.problems.value).length > 0}>Send</Button>}
    </form>
  );
}
