import type { OpenedRequest } from "../../logs/open_request.ts";
import BackToLogs from "../../routes/(app)/t/[tenant]/p/[project]/logs/(_islands)/BackToLogs.tsx";
import RequestMore from "../../routes/(app)/t/[tenant]/p/[project]/logs/(_islands)/RequestMore.tsx";
import { PageHeader } from "../PageHeader.tsx";
import { RequestDetail } from "./RequestDetail.tsx";

/** A record on a page of its own: all that it says, and what can be asked about it besides. */
export function RequestPage({ log, path, backHref, gatewayUrl }: OpenedRequest & { gatewayUrl: string }) {
  return (
    <div class="max-w-4xl">
      <BackToLogs href={backHref} />
      <PageHeader title="Request" intro={<code class="text-xs">{log.requestId}</code>} />
      <RequestDetail log={log} path={path} />
      <RequestMore log={log} path={path} gatewayUrl={gatewayUrl} />
    </div>
  );
}
