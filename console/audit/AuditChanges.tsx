import type { AuditRow } from "./read_audit.ts";

/** What an event changed, value by value. */
export function AuditChanges({ changes }: Pick<AuditRow, "changes">) {
  if (changes.length === 0) return <p class="text-xs text-muted">It changed no value.</p>;
  return (
    <div class="overflow-x-auto">
      <table class="table table-xs w-auto">
        <thead>
          <tr>
            <th scope="col">Value</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ path, before, after }) => (
            <tr key={path}>
              <th scope="row" class="align-top font-mono font-normal">{path || "/"}</th>
              <td class="max-w-96 align-top">
                <Value value={before} tone="text-error" />
              </td>
              <td class="max-w-96 align-top">
                <Value value={after} tone="text-success" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** JSON has no "nothing": the API says it with null, as it says null. */
function Value({ value, tone }: { value: unknown; tone: string }) {
  if (value === null || value === undefined) return <span class="text-muted">–</span>;
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return <pre class={`font-mono text-xs break-words whitespace-pre-wrap ${tone}`}>{text}</pre>;
}
