import { RequestRecord } from "../RequestRecord.tsx";
import type { RequestPanelProps } from "../RequestTabs.tsx";
import { JsonTree } from "../JsonTree.tsx";

/** The record as it is stored. */
export function RecordPanel({ log, path }: RequestPanelProps) {
  return (
    <>
      <RequestRecord log={log} path={path} />
      <div class="mt-3">
        <JsonTree value={log} label="The record as JSON" />
      </div>
    </>
  );
}
