import { z } from "zod";
import type { Prisma, SavedView } from "../../prisma/generated/client/client.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ConflictError, ForbiddenError, NotFoundError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import type { Action } from "../authorization/actions.ts";
import { authorize, isAuthorized } from "../authorization/authorize.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { Actor, KnownActor } from "../authorization/actor.ts";
import type { Call } from "../call.ts";
import type { Transaction } from "../database.ts";
import { conflictWhenTaken } from "../database_conflict.ts";
import { displayNameInput, versionInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { staleVersion } from "../stale_version.ts";
import { savedViewContent } from "./saved_view_content.ts";

/** Views in a tenant at most. */
const VIEWS_MAX = 1_000;

export interface NewSavedView {
  tenantId: string;
  projectId?: string | null | undefined;
  name: string;
  shared?: boolean | undefined;
  view: unknown;
}

/** Keeps a view, for the caller alone or for everybody in the tenant. Names are unique among the caller's own. */
export async function createSavedView(call: Call, input: NewSavedView): Promise<SavedView> {
  const { tenantId } = input;
  const actor = authorize(call.actor, "saved_view.create", tenantId);
  const { projectId = null, ...values } = parseInput(newSavedView, input);
  const ownerId = personOf(actor);
  if (ownerId === null && !values.shared) {
    throw new ForbiddenError("A service account has no views of its own: make a shared one.");
  }
  const { db, clock } = call.dependencies;
  return await conflictWhenTaken(nameTaken(values.name), () =>
    db.$transaction(async (tx) => {
      await refuseTooMany(tx, tenantId);
      if (projectId !== null && await tx.project.count({ where: { id: projectId, tenantId } }) === 0) {
        throw new NotFoundError();
      }
      const data = { id: uuidv7(clock.now()), tenantId, projectId, ownerId, ...values };
      const view = await tx.savedView.create({ data });
      await recordAudit(tx, { ...call, actor }, {
        action: "saved_view.create",
        tenantId,
        target: { kind: "SavedView", id: view.id },
        after: summary(view),
      });
      return view;
    }));
}

export interface SavedViewChanges {
  id: string;
  name?: string | undefined;
  shared?: boolean | undefined;
  view?: unknown;
  version?: number | undefined;
}

/** Changes a view; what is left out stays. A view is its owner's to change, a shared one an administrator's too. */
export async function updateSavedView(call: Call, input: SavedViewChanges): Promise<SavedView> {
  const { actor, object: held } = await findToChange(call, "saved_view.update", input.id);
  const { version, ...changes } = parseInput(savedViewChanges, input);
  // Otherwise an administrator would take it from everybody, and have it vanish before their own eyes.
  if (changes.shared === false && !isOwner(held, actor)) {
    throw new ForbiddenError("Only whose view it is may keep it from others again.");
  }
  const { db } = call.dependencies;
  return await conflictWhenTaken(nameTaken(changes.name ?? held.name), () =>
    db.$transaction(async (tx) => {
      const base = version ?? held.version;
      const { count } = await tx.savedView.updateMany({
        where: { id: held.id, version: base },
        data: { ...changes, version: { increment: 1 } },
      });
      const current = await tx.savedView.findUnique({ where: { id: held.id } });
      if (current === null) throw new NotFoundError();
      if (count === 0) throw staleVersion("SavedView", { current, base });
      await recordAudit(tx, { ...call, actor }, {
        action: "saved_view.update",
        tenantId: held.tenantId,
        target: { kind: "SavedView", id: held.id },
        before: summary(held),
        after: summary(current),
      });
      return current;
    }));
}

/** Deletes a view for good; who may change it may. */
export async function deleteSavedView(call: Call, { id }: { id: string }): Promise<SavedView> {
  const { actor, object: view } = await findToChange(call, "saved_view.delete", id);
  return await call.dependencies.db.$transaction(async (tx) => {
    const { count } = await tx.savedView.deleteMany({ where: { id } });
    if (count === 0) throw new NotFoundError();
    await recordAudit(tx, { ...call, actor }, {
      action: "saved_view.delete",
      tenantId: view.tenantId,
      target: { kind: "SavedView", id },
      before: summary(view),
    });
    return view;
  });
}

/** Which of a tenant's views somebody sees: what is shared, and their own. */
export function visibleTo(actor: Actor): Prisma.SavedViewWhereInput {
  const ownerId = personOf(actor);
  return ownerId === null ? { shared: true } : { OR: [{ shared: true }, { ownerId }] };
}

/** Whether somebody sees a view. */
export function sees(actor: Actor, view: Pick<SavedView, "shared" | "ownerId">): boolean {
  return view.shared || isOwner(view, actor);
}

/** Whether somebody may change or delete a view that they see. */
export function mayChange(actor: Actor, view: Pick<SavedView, "tenantId" | "shared" | "ownerId">): boolean {
  return isAuthorized(actor, changingAction(actor, view, "saved_view.update"), view.tenantId);
}

/** What it takes to change a view: one's own is like making one. */
function changingAction(actor: Actor, view: Pick<SavedView, "ownerId">, ofOthers: Action): Action {
  return isOwner(view, actor) ? "saved_view.create" : ofOthers;
}

async function findToChange(
  call: Call,
  action: "saved_view.update" | "saved_view.delete",
  id: string,
): Promise<{ actor: KnownActor; object: SavedView }> {
  const find = () => call.dependencies.db.savedView.findUnique({ where: { id } });
  const { object } = await authorizeObject(call, "saved_view.read", find);
  // Whether somebody else keeps a private view is nobody's business.
  if (!sees(call.actor, object)) throw new NotFoundError();
  return { actor: authorize(call.actor, changingAction(call.actor, object, action), object.tenantId), object };
}

function isOwner({ ownerId }: Pick<SavedView, "ownerId">, actor: Actor): boolean {
  return ownerId !== null && ownerId === personOf(actor);
}

/** The person who acts, by a token too; null for what no person stands behind. */
function personOf(actor: Actor): string | null {
  return "userId" in actor ? actor.userId : null;
}

async function refuseTooMany(tx: Transaction, tenantId: string): Promise<void> {
  // Held until the end: two at once must not both be the last one.
  await tx.$queryRaw`SELECT "id" FROM "Tenant" WHERE "id" = ${tenantId}::uuid FOR NO KEY UPDATE`;
  if (await tx.savedView.count({ where: { tenantId } }) < VIEWS_MAX) return;
  throw new ConflictError(`The tenant has ${VIEWS_MAX} saved views already. Delete one first.`);
}

const newSavedView = z.object({
  projectId: z.string().nullish().transform((id) => id ?? null),
  name: displayNameInput,
  shared: z.boolean().default(false),
  view: savedViewContent,
});

const savedViewChanges = z.object({
  name: displayNameInput.optional(),
  shared: z.boolean().optional(),
  view: savedViewContent.optional(),
  version: versionInput,
});

/** Without its conditions: they may name end users, whom the trail must not. */
function summary({ name, shared, projectId, version }: SavedView) {
  return { name, shared, projectId, version };
}

function nameTaken(name: string): string {
  return `You have a view named '${name}' already.`;
}
