import { AttemptTable } from "../AttemptTable.tsx";
import type { RequestPanelProps } from "../RequestTabs.tsx";

/** Every call to a provider on the request's time line. */
export function AttemptsPanel({ log }: RequestPanelProps) {
  return <AttemptTable log={log} />;
}
