import { diffConfig } from "../../shared/configuration/diff_config.ts";
import { ValidationError } from "../api_error.ts";
import { authorize } from "../authorization/authorize.ts";
import type { Call } from "../call.ts";
import { builder } from "../graphql/builder.ts";
import { Issue } from "../graphql/error_types.ts";
import { decodeGlobalId } from "../graphql/global_id.ts";
import { ConfigChangeType } from "./config_change_schema.ts";
import "./config_version_scalar.ts";
import { type ConfigVersion, readConfigVersion } from "./config_version.ts";
import { type DraftState, draftState, revisionChanges } from "./draft_state.ts";
import { RevisionNode } from "./schema.ts";

/** What looking at two whole configurations costs, in fields. */
const DIFF_COMPLEXITY = 500;

const DraftType = builder.objectRef<DraftState>("Draft").implement({
  description: "How a tenant's draft stands to what gateways serve.",
  fields: (t) => ({
    differs: t.exposeBoolean("differs", {
      description: "Whether publishing would make a revision; of a draft that cannot be published, true.",
    }),
    changes: t.field({
      type: [ConfigChangeType],
      nullable: true,
      description: "What publishing would change; null where the draft cannot even be read.",
      resolve: ({ changes }) => changes,
    }),
    issues: t.field({
      type: [Issue],
      description: "What stands against publishing, with paths by names; none: it can be published.",
      resolve: ({ issues }) => [...issues],
    }),
    hash: t.exposeString("hash", {
      nullable: true,
      description: "What its revision's hash would be; null while it cannot be published.",
    }),
    baseRevision: t.field({
      type: RevisionNode,
      nullable: true,
      description:
        "The revision that it would follow: its number is `baseRevision` of `publishConfig`. Null before one.",
      resolve: ({ baseRevision }) => baseRevision,
    }),
  }),
});

builder.prismaObjectFields("Tenant", (t) => ({
  draft: t.field({
    type: DraftType,
    complexity: DIFF_COMPLEXITY,
    description: "The draft: what would be published now.",
    authScopes: (tenant) => ({ can: { action: "config.read", tenantId: tenant.id } }),
    resolve: (tenant, _args, { dependencies }) => draftState(dependencies.db, tenant.id),
  }),
}));

builder.prismaObjectFields("Revision", (t) => ({
  changes: t.field({
    type: [ConfigChangeType],
    complexity: DIFF_COMPLEXITY,
    description: "What it changed against the revision before it; of the first, everything.",
    resolve: (revision, _args, { dependencies }) => revisionChanges(dependencies.db, revision),
  }),
}));

builder.queryField("configDiff", (t) =>
  t.field({
    type: [ConfigChangeType],
    complexity: DIFF_COMPLEXITY,
    description:
      "What differs between two states of a tenant's configuration; by default, what publishing would change.",
    args: {
      tenantId: t.arg.id({ required: true, description: "The tenant." }),
      from: t.arg({
        type: "ConfigVersion",
        required: true,
        defaultValue: "CURRENT",
        description: "The earlier state.",
      }),
      to: t.arg({ type: "ConfigVersion", required: true, defaultValue: "DRAFT", description: "The later state." }),
    },
    resolve: (_root, { tenantId, from, to }, context) =>
      configDiff(context, { tenantId: decodeGlobalId("Tenant", String(tenantId), "tenantId"), from, to }),
  }));

async function configDiff(
  call: Call,
  { tenantId, from, to }: { tenantId: string; from: ConfigVersion; to: ConfigVersion },
) {
  authorize(call.actor, "config.read", tenantId);
  const { db } = call.dependencies;
  const [before, after] = await Promise.all([
    readConfigVersion(db, tenantId, from),
    readConfigVersion(db, tenantId, to),
  ]);
  if (after === null) throw new ValidationError([{ path: ["to"], message: "there is nothing to compare with" }]);
  return diffConfig(before, after);
}
