import type { LogDetail } from "../../logs/request_log.ts";
import { AttemptTable } from "./AttemptTable.tsx";
import { DetailSection } from "./DetailSection.tsx";
import { PolicyVerdicts } from "./PolicyVerdicts.tsx";
import { RequestRecord } from "./RequestRecord.tsx";
import { RequestSummary } from "./RequestSummary.tsx";
import { RequestTimings } from "./RequestTimings.tsx";
import { RouteTaken } from "./RouteTaken.tsx";
import { TokensAndCost } from "./TokensAndCost.tsx";

/** All that the record of a request says, below each other; `path` is the log's address. */
export function RequestDetail({ log, path }: { log: LogDetail; path: string }) {
  return (
    <div>
      <RequestSummary log={log} />
      <DetailSection title="Attempts">
        <AttemptTable log={log} />
      </DetailSection>
      <DetailSection title="Time">
        <RequestTimings timings={log.timings} />
      </DetailSection>
      <DetailSection title="Tokens and cost">
        <TokensAndCost log={log} />
      </DetailSection>
      <DetailSection title="Route and revision">
        <RouteTaken log={log} />
      </DetailSection>
      {log.policyVerdicts.length > 0 && (
        <DetailSection title="Policies">
          <PolicyVerdicts verdicts={log.policyVerdicts} />
        </DetailSection>
      )}
      <DetailSection title="Record">
        <RequestRecord log={log} path={path} />
      </DetailSection>
    </div>
  );
}
