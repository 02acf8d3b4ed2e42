import type { TypedRequest } from "../../route-editor/explained_request.ts";

interface ExplainVerdictProps {
  typed: TypedRequest;
  tenantId: string;
  projectId: string;
  isSaved: boolean;
}

/** placeholder until the API's */
export function ExplainVerdict(_props: ExplainVerdictProps) {
  return null;
}
