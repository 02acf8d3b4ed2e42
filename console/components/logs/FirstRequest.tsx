import CopyButton from "../../islands/CopyButton.tsx";
import { EmptyState } from "../EmptyState.tsx";

/** Stands where the log would, until the project's first request. */
export function FirstRequest({ gatewayUrl, keysHref }: { gatewayUrl: string; keysHref: string }) {
  const snippet = firstRequestSnippet(gatewayUrl);
  return (
    <EmptyState
      title="No requests yet"
      action={
        <div class="max-w-full text-left">
          <pre class="overflow-x-auto rounded-box bg-base-200 p-3 text-xs" tabIndex={0}><code>{snippet}</code></pre>
          <div class="mt-2 flex justify-end">
            <CopyButton text={snippet} label="Copy the command" />
          </div>
        </div>
      }
    >
      Every request through the gateway is listed here as soon as it ends. Send one with an{" "}
      <a href={keysHref} class="link">API key of this project</a>; the mock provider answers without any other key.
    </EmptyState>
  );
}

function firstRequestSnippet(gatewayUrl: string): string {
  return `curl ${gatewayUrl}/v1/chat/completions \\
  -H "authorization: Bearer $PERPETUO_API_KEY" \\
  -H "content-type: application/json" \\
  -d '{"model": "default", "messages": [{"role": "user", "content": "Hello!"}]}'`;
}
