import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Notice } from "../components/Notice.tsx";
import { SecretOnce } from "../components/SecretOnce.tsx";
import type { LiveTailStatus } from "../graphql/live_tail.ts";
import type { LogRow } from "../logs/request_log.ts";
import { projectPath } from "../session/places.ts";
import type { ExampleAnswer } from "./example_request.ts";
import { FirstRecord } from "./FirstRecord.tsx";
import { SnippetTabs } from "./SnippetTabs.tsx";
import { API_KEY_PLACEHOLDER } from "./snippets.ts";
import type { SetupResult } from "./setup_result.ts";

interface FirstRequestProps {
  result: SetupResult;
  /** Null as soon as the page was left. */
  secret: string | null;
  gatewayUrl: string;
  /** Of the request that the page sent; null before there is one. */
  answer: ExampleAnswer | null;
  sending: boolean;
  record: LogRow | null;
  status: LiveTailStatus | null;
  onSend?: (event: SubmitEvent) => void;
}

/** The key, ways to use it, and the first request: sent from here, or from wherever the reader likes. */
export function FirstRequest(props: FirstRequestProps) {
  const { result, secret, gatewayUrl, answer, sending, record, status, onSend } = props;
  const { tenant, project, model, revision } = result;
  return (
    <div class="flex flex-col gap-5">
      <Card title={<span id="your-key" tabIndex={-1}>Your API key “{result.apiKey.name}”</span>}>
        {secret === null
          ? <p class="text-muted">It was shown once. If you did not keep it, make another one under API keys.</p>
          : <SecretOnce secret={secret} label="API key" />}
        <p class="mt-3 text-xs text-muted">
          For the project {project.name}. Gateways serve revision {revision}, in which <code>{model}</code> is a route.
        </p>
      </Card>
      <Card title="Use it">
        <SnippetTabs gatewayUrl={gatewayUrl} apiKey={secret ?? API_KEY_PLACEHOLDER} model={model} />
      </Card>
      <Card title="Your first request">
        <div class="flex flex-col gap-4">
          {secret !== null && (
            <form method="post" action="/onboarding" onSubmit={onSend} class="flex flex-wrap items-center gap-3">
              <input type="hidden" name="step" value="request" />
              <input type="hidden" name="result" value={JSON.stringify(result)} />
              <Button type="submit" tone={record === null ? "primary" : "plain"} disabled={sending}>
                {sending && <span class="loading loading-spinner loading-xs" aria-hidden="true" />}
                {sending ? "Sending …" : answer === null ? "Send a request from here" : "Send another one"}
              </Button>
              <p class="text-xs text-muted">Or run one of the examples above: its record arrives here just the same.</p>
            </form>
          )}
          {answer && <Answer answer={answer} />}
          <FirstRecord record={record} status={status} logsPath={`${projectPath(tenant, project)}/logs`} />
        </div>
      </Card>
    </div>
  );
}

function Answer({ answer }: { answer: ExampleAnswer }) {
  switch (answer.kind) {
    case "answered":
      return (
        <blockquote class="rounded-box border-l-4 border-primary bg-base-200 px-3 py-2 break-words whitespace-pre-wrap">
          {answer.text || "(an answer without text)"}
        </blockquote>
      );
    case "refused":
      return (
        <Notice tone="error">
          The answer was {answer.status}: {answer.message}
        </Notice>
      );
    case "unreachable":
      return (
        <Notice tone="error">The console cannot reach the gateway. Is it running, and is GATEWAY_URL right?</Notice>
      );
  }
}
