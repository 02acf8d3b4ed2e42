import { z } from "zod";
import type { Project } from "../../prisma/generated/client/client.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError } from "../api_error.ts";
import { revokeKeysOfProject } from "../api-keys/api_key_service.ts";
import { archivedName } from "../archived_name.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { conflictWhenTaken } from "../database_conflict.ts";
import { displayNameInput, versionInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";

/** Makes a project in a tenant. Names are unique within the tenant. */
export async function createProject(call: Call, input: { tenantId: string; name: string }): Promise<Project> {
  const actor = authorize(call.actor, "project.create", input.tenantId);
  const { name } = parseInput(z.object({ name: displayNameInput }), input);
  const { db, clock } = call.dependencies;
  return await conflictWhenTaken(nameTaken(name), () =>
    db.$transaction(async (tx) => {
      const project = await tx.project.create({ data: { id: uuidv7(clock.now()), tenantId: input.tenantId, name } });
      await recordAudit(tx, { ...call, actor }, {
        action: "project.create",
        tenantId: input.tenantId,
        target: { kind: "Project", id: project.id },
        after: { name },
      });
      return project;
    }));
}

/** Renames a project, or changes whether `provider/model` may be addressed. What is left out stays as it is. */
export async function updateProject(
  call: Call,
  input: { id: string; name?: string; allowDirectModels?: boolean; version?: number },
): Promise<Project> {
  const { actor, object: project } = await authorizeObject(call, "project.update", () => findProject(call, input.id));
  const changes = parseInput(projectChanges, input);
  return await conflictWhenTaken(
    nameTaken(changes.name ?? project.name),
    () =>
      call.dependencies.db.$transaction(async (tx) => {
        const { count } = await tx.project.updateMany({
          where: { id: project.id, archivedAt: null, version: changes.version ?? project.version },
          data: {
            name: changes.name,
            allowDirectModels: changes.allowDirectModels,
            version: { increment: 1 },
          },
        });
        if (count === 0) throw changedMeanwhile();
        const updated = await tx.project.findUniqueOrThrow({ where: { id: project.id } });
        await recordAudit(tx, { ...call, actor }, {
          action: "project.update",
          tenantId: project.tenantId,
          target: { kind: "Project", id: project.id },
          before: summary(project),
          after: summary(updated),
        });
        return updated;
      }),
  );
}

/** Takes a project out of use and revokes its API keys at once; its routes leave with the next publish. */
export async function archiveProject(call: Call, input: { id: string }): Promise<Project> {
  const { actor, object: project } = await authorizeObject(call, "project.archive", () => findProject(call, input.id));
  if (project.archivedAt !== null) return project;
  const { db, clock } = call.dependencies;
  return await db.$transaction(async (tx) => {
    const { count } = await tx.project.updateMany({
      where: { id: project.id, archivedAt: null },
      data: {
        archivedAt: new Date(clock.now()),
        name: archivedName(project.name, project.id),
        version: { increment: 1 },
      },
    });
    const archived = await tx.project.findUniqueOrThrow({ where: { id: project.id } });
    if (count === 0) return archived;
    await revokeKeysOfProject(tx, call, project);
    await recordAudit(tx, { ...call, actor }, {
      action: "project.archive",
      tenantId: project.tenantId,
      target: { kind: "Project", id: project.id },
      before: summary(project),
    });
    return archived;
  });
}

/** A project by its id, whoever asks; authorize before it is shown. */
export function findProject(call: Call, id: string): Promise<Project | null> {
  return call.dependencies.db.project.findUnique({ where: { id } });
}

/** Keeps a project from being archived until the transaction ends; `ConflictError` when it is archived. */
export async function holdProject(tx: Transaction, id: string): Promise<void> {
  const held = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "Project" WHERE "id" = ${id}::uuid AND "archivedAt" IS NULL FOR SHARE`;
  if (held.length === 0) throw new ConflictError("The project is archived. It takes nothing new.");
}

const projectChanges = z.object({
  name: displayNameInput.optional(),
  allowDirectModels: z.boolean().optional(),
  version: versionInput,
});

function summary(project: Project) {
  return { name: project.name, allowDirectModels: project.allowDirectModels };
}

function nameTaken(name: string): string {
  return `There is a project named '${name}' already.`;
}

function changedMeanwhile(): ConflictError {
  return new ConflictError("The project was changed or archived meanwhile. Read it again, then decide.");
}
