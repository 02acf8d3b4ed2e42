interface ExampleRequestsProps {
  /** Global ids of requests. */
  ids: readonly string[];
  logsPath: string;
}

/** Links to a few requests of a group. */
export function ExampleRequests({ ids, logsPath }: ExampleRequestsProps) {
  return (
    <details class="inline-block text-left">
      <summary class="cursor-pointer text-xs text-muted">Examples</summary>
      <ul class="mt-1 flex flex-col">
        {ids.slice(0, SHOWN_MAX).map((id) => {
          const requestId = atob(id).replace(/^RequestLog:/, "");
          return (
            <li key={id}>
              <a class="link font-mono text-xs" href={`${logsPath}/${requestId}`}>{requestId.slice(0, 13)}…</a>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

const SHOWN_MAX = 10;
