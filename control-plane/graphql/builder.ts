import SchemaBuilder from "@pothos/core";
import ComplexityPlugin from "@pothos/plugin-complexity";
import ErrorsPlugin from "@pothos/plugin-errors";
import PrismaPlugin from "@pothos/plugin-prisma";
import RelayPlugin from "@pothos/plugin-relay";
import ScopeAuthPlugin from "@pothos/plugin-scope-auth";
import ValidationPlugin from "@pothos/plugin-validation";
import type PrismaTypes from "../../prisma/generated/pothos_types.ts";
import { getDatamodel } from "../../prisma/generated/pothos_types.ts";
import {
  ConflictError,
  ForbiddenError,
  NotFoundError,
  UnauthenticatedError,
  ValidationError,
  type ValidationIssue,
} from "../api_error.ts";
import type { Action } from "../authorization/actions.ts";
import { authorize } from "../authorization/authorize.ts";
import type { GraphqlContext } from "./context.ts";
import { relayDescriptions } from "./relay_descriptions.ts";
import {
  BREADTH_MAX,
  COMPLEXITY_MAX,
  DEPTH_MAX,
  fieldComplexity,
  PAGE_SIZE_DEFAULT,
  PAGE_SIZE_MAX,
} from "./field_complexity.ts";
import { GRAPHQL_LIMITS } from "./graphql_limits.ts";
import type { ConfigVersion } from "../publishing/config_version.ts";
import { decodeAnyGlobalId } from "./global_id.ts";

/**
 * The builder that every domain's schema.ts adds to. Fields are non-null unless they say otherwise.
 *
 * Conventions: mutations are `builder.relayMutationField(name, …)` with `errors: {}`, which makes
 * `<Name>Input`, `<Name>Payload` and the union `<Name>Result`; ids in inputs are decoded by `decodeGlobalId()`; types and
 * connections carry `authScopes: { can: { action, tenantId } }`; every type, field and argument has a description.
 */
export const builder = new SchemaBuilder<{
  Context: GraphqlContext;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  AuthScopes: {
    /** Passes when the actor may do this on the tenant; else the fitting error is thrown. */
    can: { action: Action; tenantId: string | null };
    /** Passes for anyone but strangers; what exactly they may see the object's own type decides. */
    known: boolean;
  };
  Scalars: {
    DateTime: { Input: Date; Output: Date };
    BigInt: { Input: bigint; Output: bigint };
    Decimal: { Input: string; Output: string };
    ConfigVersion: { Input: ConfigVersion; Output: ConfigVersion };
    JSON: { Input: unknown; Output: unknown };
  };
}>({
  defaultFieldNullability: false,
  // The errors plugin comes first, so that it wraps what the others throw.
  plugins: [ErrorsPlugin, ScopeAuthPlugin, ValidationPlugin, ComplexityPlugin, RelayPlugin, PrismaPlugin],
  prisma: {
    // Taken from the context, so that the schema can be printed without a database.
    client: (context) => context.dependencies.db,
    dmmf: getDatamodel(),
    exposeDescriptions: false,
    filterConnectionTotalCount: true,
    defaultConnectionSize: PAGE_SIZE_DEFAULT,
    maxConnectionSize: PAGE_SIZE_MAX,
    onUnusedQuery: null,
  },
  relay: {
    ...relayDescriptions,
    clientMutationId: "omit",
    cursorType: "String",
    decodeGlobalID: decodeAnyGlobalId,
    edgesFieldOptions: { nullable: false, description: "The objects of this page." },
    nodeFieldOptions: { nullable: false, description: "The object." },
    // Strangers are refused before anything is looked up, so that they cannot tell what there is.
    nodeQueryOptions: {
      description: "One object by its global id.",
      nullable: true,
      authScopes: { known: true },
      args: { id: { description: "The global id." } },
    },
    nodesQueryOptions: {
      description: "Several objects by their global ids, in that order.",
      nullable: { list: false, items: true },
      authScopes: { known: true },
      args: { ids: { description: `The global ids; ${GRAPHQL_LIMITS.nodes} at most.` } },
      resolve: async (_root, { ids }, _context, _info, resolveNodes) => {
        if (ids.length > GRAPHQL_LIMITS.nodes) {
          throw new ValidationError([{ path: ["ids"], message: `at most ${GRAPHQL_LIMITS.nodes} ids` }]);
        }
        return await resolveNodes(ids);
      },
    },
  },
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: (context) => ({
      can: ({ action, tenantId }) => {
        authorize(context.actor, action, tenantId);
        return true;
      },
      known: () => {
        if (context.actor.kind === "anonymous") throw new UnauthenticatedError(context.actor.reason);
        return true;
      },
    }),
    unauthorizedError: () => new ForbiddenError("You may not do this."),
  },
  errors: {
    directResult: true,
    defaultTypes: [ValidationError, ConflictError, ForbiddenError, UnauthenticatedError, NotFoundError],
    defaultUnionOptions: {
      description: "What came of it: what was asked for, or an expected outcome other than that.",
      name: ({ fieldName }) => `${capitalize(fieldName)}Result`,
    },
    // Only what our own schemas check passes here; it must reach the union like any other outcome.
    unsafelyHandleInputErrors: true,
  },
  validation: { validationError: ({ issues }) => new ValidationError(issues.map(fromStandardIssue)) },
  complexity: { fieldComplexity, limit: { complexity: COMPLEXITY_MAX, depth: DEPTH_MAX, breadth: BREADTH_MAX } },
});

builder.queryType({ description: "What can be read." });
builder.mutationType({
  description: "What can be changed. Expected outcomes are members of each result union; faults are top-level errors.",
});

builder.subscriptionType({ description: "What can be watched, over server-sent events." });

function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function fromStandardIssue(
  issue: { message: string; path?: ReadonlyArray<PropertyKey | { key: PropertyKey }> },
): ValidationIssue {
  const path = (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
  return { path, message: issue.message };
}
