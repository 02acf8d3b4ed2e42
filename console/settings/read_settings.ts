import type { Client } from "@urql/core";
import { installationQuery, settingsQuery } from "../graphql/documents/settings.ts";
import type { ResultOf } from "../graphql/graphql.ts";
import { type QueryOutcome, queryOutcome } from "../graphql/outcome.ts";
import { type Rows, rowsOf } from "../lists/rows.ts";

type Tenant = ResultOf<typeof settingsQuery>["tenant"];
export type TenantSettings = Omit<Tenant, "endUserErasures">;
export type ErasureRow = Tenant["endUserErasures"]["edges"][number]["node"];
export type Installation = ResultOf<typeof installationQuery>;

export interface SettingsPage {
  settings: TenantSettings;
  erasures: Rows<ErasureRow>;
}

export async function readSettings(
  client: Client,
  { slug, after }: { slug: string; after: string | null },
): Promise<QueryOutcome<SettingsPage>> {
  const outcome = queryOutcome(
    await client.query(settingsQuery, { slug, after }, { requestPolicy: "network-only" }).toPromise(),
  );
  if (outcome.kind === "failed") return outcome;
  const { endUserErasures, ...settings } = outcome.data.tenant;
  return { kind: "data", data: { settings, erasures: rowsOf(endUserErasures) } };
}

/** What the installation's operators see; null for all others, and while it cannot be told. */
export async function readInstallation(client: Client): Promise<Installation | null> {
  const outcome = queryOutcome(
    await client.query(installationQuery, {}, { requestPolicy: "network-only" }).toPromise(),
  );
  return outcome.kind === "failed" ? null : outcome.data;
}
