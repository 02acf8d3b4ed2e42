import { z } from "zod";
import { Prisma, type Project } from "../../prisma/generated/client/client.ts";
import { type BodyCapture, bodyCapture } from "../../shared/contracts/body_capture.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError } from "../api_error.ts";
import { revokeKeysOfProject } from "../api-keys/api_key_service.ts";
import { archivedName, restoredName } from "../archived_name.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { conflictWhenTaken } from "../database_conflict.ts";
import { displayNameInput, type Restoring, type VersionedChange, versionInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { staleVersion, unlessStale } from "../stale_version.ts";

/** How a project asks for its bodies to be captured; what is left out takes the contract's default. */
export type CaptureInput = z.input<typeof bodyCapture>;

/** Makes a project in a tenant. Names are unique within the tenant. */
export async function createProject(
  call: Call,
  input: { tenantId: string; name: string; capture?: CaptureInput | null | undefined },
): Promise<Project> {
  const actor = authorize(call.actor, "project.create", input.tenantId);
  if (input.capture != null) authorize(call.actor, "project.capture", input.tenantId);
  const { name, capture } = parseInput(newProject, input);
  const { db, clock } = call.dependencies;
  return await conflictWhenTaken(nameTaken(name), () =>
    db.$transaction(async (tx) => {
      const project = await tx.project.create({
        data: { id: uuidv7(clock.now()), tenantId: input.tenantId, name, capture: capture ?? Prisma.DbNull },
      });
      await recordAudit(tx, { ...call, actor }, {
        action: "project.create",
        tenantId: input.tenantId,
        target: { kind: "Project", id: project.id },
        after: capture == null ? { name } : { name, capture },
      });
      return project;
    }));
}

export interface ProjectChanges {
  id: string;
  name?: string;
  /** Whether `provider/model` may be addressed. */
  allowDirectModels?: boolean;
  /** The whole setting in the old one's place; null: nothing is captured. */
  capture?: CaptureInput | null | undefined;
  version?: number;
}

/** Renames a project, or changes its settings. What is left out stays as it is. */
export async function updateProject(call: Call, input: ProjectChanges): Promise<Project> {
  const { actor, object: project } = await authorizeObject(call, "project.update", () => findProject(call, input.id));
  if (input.capture !== undefined) authorize(call.actor, "project.capture", project.tenantId);
  const changes = parseInput(projectChanges, input);
  return await conflictWhenTaken(
    nameTaken(changes.name ?? project.name),
    () =>
      call.dependencies.db.$transaction(async (tx) => {
        const base = changes.version ?? project.version;
        const { count } = await tx.project.updateMany({
          where: { id: project.id, archivedAt: null, version: base },
          data: {
            name: changes.name,
            allowDirectModels: changes.allowDirectModels,
            capture: changes.capture === null ? Prisma.DbNull : changes.capture,
            version: { increment: 1 },
          },
        });
        const updated = await tx.project.findUniqueOrThrow({ where: { id: project.id } });
        if (count === 0) throw staleVersion("Project", { current: updated, base });
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
export async function archiveProject(call: Call, input: VersionedChange): Promise<Project> {
  const { actor, object: project } = await authorizeObject(call, "project.archive", () => findProject(call, input.id));
  if (project.archivedAt !== null) return project;
  const version = parseInput(versionInput, input.version, ["version"]);
  const { db, clock } = call.dependencies;
  return await db.$transaction(async (tx) => {
    const { count } = await tx.project.updateMany({
      where: { id: project.id, archivedAt: null, version },
      data: {
        archivedAt: new Date(clock.now()),
        name: archivedName(project.name, project.id),
        version: { increment: 1 },
      },
    });
    const archived = await tx.project.findUniqueOrThrow({ where: { id: project.id } });
    if (count === 0) return unlessStale("Project", { current: archived, version });
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

/**
 * Takes an archived project back into use, under its old name unless another is given: `ConflictError` when that is taken. Its
 * routes are back with the next publish; its API keys stay revoked.
 */
export async function restoreProject(call: Call, input: Restoring): Promise<Project> {
  const { actor, object: project } = await authorizeObject(call, "project.restore", () => findProject(call, input.id));
  if (project.archivedAt === null) return project;
  const { version, name = restoredName(project.name, project.id) } = parseInput(projectRestoring, input);
  return await conflictWhenTaken(
    `${nameTaken(name)} Restore this one under another name.`,
    () =>
      call.dependencies.db.$transaction(async (tx) => {
        const { count } = await tx.project.updateMany({
          where: { id: project.id, archivedAt: { not: null }, version },
          data: { archivedAt: null, name, version: { increment: 1 } },
        });
        const restored = await tx.project.findUniqueOrThrow({ where: { id: project.id } });
        if (count === 0) return unlessStale("Project", { current: restored, version });
        await recordAudit(tx, { ...call, actor }, {
          action: "project.restore",
          tenantId: project.tenantId,
          target: { kind: "Project", id: project.id },
          after: summary(restored),
        });
        return restored;
      }),
  );
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

/** A project's capture setting; null where there is none. */
export function captureOf({ capture }: Project): BodyCapture | null {
  return capture === null ? null : bodyCapture.parse(capture);
}

const newProject = z.object({ name: displayNameInput, capture: bodyCapture.nullish() });

const projectChanges = z.object({
  name: displayNameInput.optional(),
  allowDirectModels: z.boolean().optional(),
  capture: bodyCapture.nullish(),
  version: versionInput,
});

const projectRestoring = z.object({ name: displayNameInput.optional(), version: versionInput });

function summary(project: Project) {
  return { name: project.name, allowDirectModels: project.allowDirectModels, capture: captureOf(project) };
}

function nameTaken(name: string): string {
  return `There is a project named '${name}' already.`;
}
