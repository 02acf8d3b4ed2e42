import { issueAt } from "../../route-editor/placed_issues.ts";
import type { DraftCache } from "../../route-editor/route_document.ts";
import type { RouteEditor } from "../../route-editor/route_editor.ts";
import { NumberInput } from "./NumberInput.tsx";
import { TextInput } from "./TextInput.tsx";

/** What a route has beside its tree: its names, and whether its answers are kept. */
export function RouteSettings({ editor }: { editor: RouteEditor }) {
  const { name, aliases, cache } = editor.document.value;
  const error = (...field: string[]) => issueAt(editor.issues.value, null, field);
  const setCache = (change: DraftCache | null, field: string) =>
    editor.edit((document) => ({ ...document, cache: change }), `cache/${field}`);
  return (
    <fieldset class="grid gap-3 md:grid-cols-3" disabled={editor.isReadOnly} onFocusOut={() => editor.seal()}>
      <legend class="sr-only">Names and cache</legend>
      <TextInput
        id="route-name"
        label="Name"
        hint="What requests say as their model"
        value={name}
        maxLength={64}
        error={name === "" && !editor.isChanged.value ? null : error("name")}
        onText={(text) => editor.edit((document) => ({ ...document, name: text }), "name")}
      />
      <TextInput
        id="route-aliases"
        label="Aliases"
        hint="Further names, separated by commas; claude-* for any rest"
        value={aliases}
        error={error("aliases")}
        onText={(text) => editor.edit((document) => ({ ...document, aliases: text }), "aliases")}
      />
      <div class="flex flex-col gap-1">
        <label class="flex items-center gap-2 text-xs font-medium">
          <input
            type="checkbox"
            class="checkbox checkbox-xs"
            checked={cache !== null}
            onChange={({ currentTarget: { checked } }) =>
              setCache(checked ? { ttlSeconds: 3_600, answerBytesMax: undefined } : null, "")}
          />
          Keep answers for requests that are exactly alike
        </label>
        {cache !== null && (
          <div class="grid grid-cols-2 gap-2">
            <NumberInput
              id="cache-ttl"
              label="Seconds"
              min={1}
              value={cache.ttlSeconds}
              error={error("cache", "ttlSeconds")}
              onNumber={(ttlSeconds) => setCache({ ...cache, ttlSeconds }, "ttlSeconds")}
            />
            <NumberInput
              id="cache-bytes"
              label="Largest answer, bytes"
              placeholder="1048576"
              value={cache.answerBytesMax}
              error={error("cache", "answerBytesMax")}
              onNumber={(answerBytesMax) => setCache({ ...cache, answerBytesMax }, "answerBytesMax")}
            />
          </div>
        )}
      </div>
    </fieldset>
  );
}
