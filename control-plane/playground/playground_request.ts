import { z } from "zod";
import { dialect } from "../../shared/contracts/request_record.ts";
import type { InternalRequest } from "../../shared/contracts/internal_call.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import { callerId, callerTags } from "../gateway-calls/caller_tags.ts";
import { revisionDocument } from "../gateway-calls/revision_document.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { parseInput } from "../parse_input.ts";
import { findProject } from "../projects/project_service.ts";

/**
 * What a signed-in person asks of a project's models, ready to be sent: with the person as its end user, unless the body names
 * one, and as a tag. Not on the audit trail, since it changes nothing: it has a record as every request has.
 */
export async function playgroundRequest(call: Call, input: unknown): Promise<InternalRequest> {
  const { projectId } = parseInput(projectInput, input);
  const id = decodeGlobalId("Project", projectId, "projectId");
  const { actor, object: project } = await authorizeObject(call, "playground.use", () => findProject(call, id));
  const { dialect, body, revision } = parseInput(playgroundInput, input);
  return {
    tenantId: project.tenantId,
    projectId: project.id,
    dialect,
    body,
    endUser: callerId(actor),
    tags: callerTags("playground", actor),
    replayOf: null,
    revision: await revisionDocument(call.dependencies.db, project.tenantId, revision),
    useCache: true,
  };
}

const projectInput = z.object({ projectId: z.string("the project's global id") });

const playgroundInput = z.strictObject({
  projectId: z.string(),
  dialect,
  body: z.record(z.string(), z.json()),
  revision: z.int().min(1).nullish().transform((number) => number ?? null),
});
