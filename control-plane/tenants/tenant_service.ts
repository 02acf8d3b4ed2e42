import { z } from "zod";
import type { Tenant } from "../../prisma/generated/client/client.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";
import { ForbiddenError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import type { PersonActor } from "../authorization/actor.ts";
import { authorizePerson } from "../authorization/authorize_person.ts";
import { beginLedger } from "../budgets/rebuild_ledgers.ts";
import type { Call } from "../call.ts";
import { conflictWhenTaken } from "../database_conflict.ts";
import { displayNameInput, versionInput } from "../input_fields.ts";
import { parseInput } from "../parse_input.ts";
import { staleVersion } from "../stale_version.ts";
import { slugFrom, slugInput, slugWithSuffix } from "./slug.ts";

export interface NewTenant {
  name: string;
  /** Part of addresses; made from the name when left out. */
  slug?: string | null;
}

/**
 * Makes a tenant with the caller as its owner. Where sign-up is not open, only who owns a tenant already may make another:
 * accounts made by invitation are for the tenant that invited.
 */
export async function createTenant(call: Call, input: NewTenant): Promise<Tenant> {
  const actor = authorizePerson(call.actor, "tenant.create", { beyondTenants: true });
  refuseGuests(call, actor);
  const { name, slug } = parseInput(newTenant, input);
  const { db, clock } = call.dependencies;
  const id = uuidv7(clock.now());
  const tenant = await conflictWhenTaken(
    `There is a tenant with the slug '${slug ?? slugFrom(name)}' already.`,
    async () => {
      const wanted = slug ?? slugFrom(name);
      const taken = slug == null && await db.tenant.count({ where: { slug: wanted } }) > 0;
      return await db.$transaction(async (tx) => {
        const created = await tx.tenant.create({
          data: {
            id,
            name,
            slug: taken ? slugWithSuffix(wanted, id.slice(-6)) : wanted,
            memberships: { create: { id: uuidv7(clock.now()), userId: actor.userId, role: "OWNER" } },
          },
        });
        await recordAudit(tx, { ...call, actor }, {
          action: "tenant.create",
          tenantId: id,
          target: { kind: "Tenant", id },
          after: summary(created),
        });
        return created;
      });
    },
  );
  const { transport, logger } = call.dependencies;
  await beginLedger({ db, clock, logger, ledger: transport.reservationLedger }, tenant.id);
  // The rest of this request reads the tenant that it has just made.
  actor.memberships.set(tenant.id, "OWNER");
  return tenant;
}

/**
 * Renames a tenant or changes the time zone that its budgets' days and months follow. What is left out stays. `version` is what
 * the change is based on: `ConflictError` when there is a newer one.
 */
export async function updateTenant(
  call: Call,
  input: { id: string; name?: string; timeZone?: string; version?: number | undefined },
): Promise<Tenant> {
  const actor = authorize(call.actor, "tenant.update", input.id);
  const { name, timeZone, version } = parseInput(tenantChanges, input);
  return await call.dependencies.db.$transaction(async (tx) => {
    const before = await tx.tenant.findUniqueOrThrow({ where: { id: input.id } });
    const base = version ?? before.version;
    const { count } = await tx.tenant.updateMany({
      where: { id: input.id, version: base },
      data: { name, timeZone, version: { increment: 1 } },
    });
    const updated = await tx.tenant.findUniqueOrThrow({ where: { id: input.id } });
    if (count === 0) throw staleVersion("Tenant", { current: updated, base });
    await recordAudit(tx, { ...call, actor }, {
      action: "tenant.update",
      tenantId: input.id,
      target: { kind: "Tenant", id: input.id },
      before: summary(before),
      after: summary(updated),
    });
    return updated;
  });
}

const timeZone = z.string().max(64).refine(isTimeZone, "not a time zone like 'Europe/Berlin'");
const newTenant = z.object({ name: displayNameInput, slug: slugInput.nullish() });
const tenantChanges = z.object({
  name: displayNameInput.optional(),
  timeZone: timeZone.optional(),
  version: versionInput,
});

function refuseGuests(call: Call, actor: PersonActor): void {
  if (call.dependencies.settings.signup === "open") return;
  if ([...actor.memberships.values()].includes("OWNER")) return;
  throw new ForbiddenError("Only who owns a tenant may make another one here.");
}

/** Whether a name is an IANA time zone that Postgres knows too. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    // Offsets like +02:00 are zones to Intl, but not to Postgres.
    return /^[A-Z]/.test(name);
  } catch {
    return false;
  }
}

function summary(tenant: Tenant) {
  return { name: tenant.name, slug: tenant.slug, timeZone: tenant.timeZone };
}
