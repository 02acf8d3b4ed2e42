import { DetailSection } from "../DetailSection.tsx";
import { RepeatedRequests } from "../RepeatedRequests.tsx";
import { RequestSummary } from "../RequestSummary.tsx";
import type { RequestPanelProps } from "../RequestTabs.tsx";
import { RequestTimings } from "../RequestTimings.tsx";
import { TokensAndCost } from "../TokensAndCost.tsx";

/** What became of a request, how long it took and what it cost. */
export function OverviewPanel({ log, path }: RequestPanelProps) {
  return (
    <>
      <RequestSummary log={log} />
      <DetailSection title="Time">
        <RequestTimings timings={log.timings} />
      </DetailSection>
      <DetailSection title="Tokens and cost">
        <TokensAndCost log={log} />
      </DetailSection>
      <RepeatedRequests log={log} path={path} />
    </>
  );
}
