import { requestExplanationQuery } from "../../../graphql/documents/request_logs_detail.ts";
import { type Explanation, litNodes, routeTreeOf } from "../../../logs/route_taken.ts";
import { useRecordQuery } from "../../../logs/use_record_query.ts";
import Time from "../../../islands/Time.tsx";
import { Badge } from "../../Badge.tsx";
import { Notice } from "../../Notice.tsx";
import { RouteDiagram } from "../../routes/RouteDiagram.tsx";
import { Skeleton } from "../../Skeleton.tsx";
import { DetailSection } from "../DetailSection.tsx";
import type { RequestPanelProps } from "../RequestTabs.tsx";
import { RouteTaken } from "../RouteTaken.tsx";

/** The way through the tree of the revision that the request was pinned to, and who made that revision what it was. */
export function RoutePanel({ log }: RequestPanelProps) {
  const outcome = useRecordQuery(requestExplanationQuery, log.id);
  if (outcome === null) return <Skeleton lines={8} label="Loading the route" />;
  if (outcome.kind === "failed") return <Notice tone="error">{outcome.message}</Notice>;
  const { node } = outcome.data;
  if (node?.__typename !== "RequestLog") return <Notice tone="info">This request is not stored, or no more.</Notice>;
  const { explanation } = node;
  const tree = routeTreeOf(log, explanation);
  return (
    <>
      {explanation.match !== null && <p class="mb-2">{explanation.match.message}</p>}
      {tree === null
        ? <RouteTaken log={log} />
        : <RouteDiagram tree={tree} label={`The route ${log.routeName}`} lit={litNodes(log, explanation)} />}
      {explanation.errorMeaning !== null && (
        <p class="mt-3">
          <code>{log.errorCode}</code>: {explanation.errorMeaning}
        </p>
      )}
      {explanation.unknowns.length > 0 && (
        <ul class="mt-3 list-disc pl-5 text-xs text-muted">
          {explanation.unknowns.map(({ part, message }) => <li key={part}>{message}</li>)}
        </ul>
      )}
      {tree !== null && (
        <DetailSection title="Record">
          <RouteTaken log={log} />
        </DetailSection>
      )}
      {explanation.revision !== null && <RevisionOf revision={explanation.revision} />}
    </>
  );
}

function RevisionOf({ revision }: { revision: NonNullable<Explanation["revision"]> }) {
  const { number, message, publishedAt, publishedBy, publishedByServiceAccount, changes } = revision;
  const author = publishedBy?.name ?? publishedByServiceAccount?.name ?? "the installation";
  return (
    <DetailSection title={`What revision ${number} changed`}>
      <p class="mb-2 text-muted">
        {`Published by ${author}`}
        {publishedBy !== null && ` (${publishedBy.email}) `} <Time at={publishedAt} />
        {message !== null && ` “${message}”`}
      </p>
      {changes.length === 0 ? <p class="text-muted">Nothing that is known.</p> : (
        <ul class="flex flex-col gap-1">
          {changes.slice(0, CHANGES_MAX).map(({ kind, sentence }, place) => (
            <li key={place} class="flex items-baseline gap-2">
              <Badge tone={kind === "ADDED" ? "success" : kind === "REMOVED" ? "error" : "warning"}>
                {kind.toLowerCase()}
              </Badge>
              <span class="min-w-0 break-words">{sentence}</span>
            </li>
          ))}
        </ul>
      )}
      {changes.length > CHANGES_MAX && <p class="mt-1 text-muted">{`and ${changes.length - CHANGES_MAX} more`}</p>}
    </DetailSection>
  );
}

const CHANGES_MAX = 100;
