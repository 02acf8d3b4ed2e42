import { useSignal } from "@preact/signals";
import { requestBodiesQuery } from "../../../graphql/documents/request_logs_detail.ts";
import CopyButton from "../../../islands/CopyButton.tsx";
import { readConversation } from "../../../logs/conversation.ts";
import { curlCommand } from "../../../logs/curl_command.ts";
import { jsonObject, streamedEvents } from "../../../logs/event_stream.ts";
import { BODY_STATES } from "../../../logs/body_states.ts";
import { useRecordQuery } from "../../../logs/use_record_query.ts";
import { Notice } from "../../Notice.tsx";
import { Skeleton } from "../../Skeleton.tsx";
import { ChatMessages } from "../ChatMessages.tsx";
import { JsonTree } from "../JsonTree.tsx";
import type { RequestPanelProps } from "../RequestTabs.tsx";

/** Prompt and answer, where they were captured and the reader may see them. */
export function MessagesPanel({ log, gatewayUrl }: RequestPanelProps) {
  const outcome = useRecordQuery(requestBodiesQuery, log.id);
  const isRaw = useSignal(false);
  if (outcome === null) return <Skeleton lines={8} label="Loading prompt and answer" />;
  if (outcome.kind === "failed") {
    if (outcome.reason !== "forbidden") return <Notice tone="error">{outcome.message}</Notice>;
    return <Notice tone="info">Prompts and answers are for owners and administrators: {outcome.message}</Notice>;
  }
  const bodies = outcome.data.node?.__typename === "RequestLog" ? outcome.data.node.bodies : null;
  if (bodies === null) return <Notice tone="info">This request is not stored, or no more.</Notice>;
  const { state, request, answer } = bodies;
  if (request === null) return <Notice tone="info">{BODY_STATES[state]}</Notice>;
  const conversation = readConversation(request.text, answer?.text ?? null);
  return (
    <div class="flex flex-col gap-3">
      <div class="flex flex-wrap items-center gap-2">
        {conversation !== null && (
          <label class="flex items-center gap-2">
            <input
              type="checkbox"
              class="toggle toggle-xs"
              role="switch"
              checked={isRaw.value}
              onChange={() => isRaw.value = !isRaw.value}
            />
            As JSON
          </label>
        )}
        <span class="ml-auto flex items-center gap-2 text-muted">
          As a command
          <CopyButton
            text={curlCommand(log.dialect, { gatewayUrl, body: request.text })}
            label="Copy as a curl command"
          />
        </span>
      </div>
      <Remarks what="prompt" body={request} />
      {answer !== null && <Remarks what="answer" body={answer} />}
      {conversation === null || isRaw.value
        ? (
          <>
            <JsonTree value={readable(request.text)} label="The prompt" />
            {answer === null
              ? <p class="text-muted">No answer was begun.</p>
              : <JsonTree value={readable(answer.text)} label="The answer" />}
          </>
        )
        : (
          <>
            {conversation.tools.length > 0 && (
              <p class="text-xs text-muted">{`Tools offered: ${conversation.tools.join(", ")}`}</p>
            )}
            <ChatMessages messages={conversation.messages} label="Prompt" />
            <h3 class="font-semibold">Answer</h3>
            {answer === null || conversation.answer.length === 0
              ? <p class="text-muted">{answer === null ? "No answer was begun." : "Nothing that can be read."}</p>
              : <ChatMessages messages={conversation.answer} label="Answer" />}
          </>
        )}
    </div>
  );
}

interface Remarked {
  truncated: boolean;
  mediaCharacters: number;
  redactions: readonly { name: string; count: number }[];
}

/** What of a body is not as it was. */
function Remarks({ what, body: { truncated, mediaCharacters, redactions } }: { what: string; body: Remarked }) {
  const remarks = [
    truncated && "its end is missing",
    mediaCharacters > 0 && `${mediaCharacters.toLocaleString("en")} characters of media were left out`,
    ...redactions.map(({ name, count }) => `${count} × ${name.replaceAll("_", " ")} taken out`),
  ].filter(Boolean);
  return remarks.length === 0 ? null : <p class="text-xs text-muted">{`Of the ${what}: ${remarks.join(", ")}.`}</p>;
}

/** JSON, the events of a stream, or the text as it is. */
function readable(text: string): unknown {
  return jsonObject(text) ?? streamedEvents(text) ?? text;
}
