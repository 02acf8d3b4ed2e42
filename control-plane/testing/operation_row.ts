import type { Role } from "../../prisma/generated/client/enums.ts";
import type { Action } from "../authorization/actions.ts";
import type { OperationWorld } from "./operation_world.ts";

/**
 * One operation of the API and how to try it: `refusals_test.ts` lets everybody try, who may and who may not, and fails for
 * any field of Query, Mutation and Subscription, any node type and any connection that has no row here. Mutations are looked for
 * on the audit trail too. `docs/authorization.md` is printed from the rows.
 */
export interface OperationRow {
  /** `Mutation.createProject`, `Query.viewer`, `Node.Project` or, for a connection, `Tenant.projects`. */
  operation: string;
  /** The row of the authorization table that guards it. */
  action: Action;
  /** The document, and its variables for an object of the world's tenant. */
  attempt(world: OperationWorld): Promise<Attempt> | Attempt;
  /**
   * Someone who is not concerned: `NOT_FOUND` (default) for another tenant's or another person's object; `allowed` where
   * everyone acts on what is their own.
   */
  stranger?: "NOT_FOUND" | "allowed";
  /** Answered to anybody, signed in or not: what it is given is secret by itself. Default false. */
  public?: boolean;
  /** Further actions that the document takes, such as reading the object whose list is asked for. Default none. */
  also?: readonly Action[];
  /** Where the service asks for more than the action's rule: the roles in some tenant. Default those of the rule. */
  roles?: readonly Role[];
  /** What a service account gets, where it is not what the rule says of its role. */
  serviceAccount?: "FORBIDDEN" | "NOT_FOUND" | "allowed";
  /** Of a query: one may run at a time in a tenant. Default false. */
  alone?: boolean;
  /** Of a mutation whose attempt changes nothing: one that does, and leaves nothing for other rows. */
  changing?(world: OperationWorld): Promise<Attempt> | Attempt;
  /** Of a mutation: the action on the audit trail where it is another one. Default the row's. */
  auditedAs?: string;
  /** Of a mutation that leaves no event: why not. */
  unaudited?: string;
}

export interface Attempt {
  query: string;
  variables?: Record<string, unknown>;
}

/** Reads a field of an object. */
export function node(type: string, id: string, field = "name"): Attempt {
  return { query: `query ($id: ID!) { node(id: $id) { ... on ${type} { ${field} } } }`, variables: { id } };
}

/** A list of an object. */
export function connection(type: "Tenant" | "Project", field: string, action: Action): OperationRow {
  return {
    operation: `${type}.${field}`,
    action,
    also: [type === "Tenant" ? "tenant.read" : "project.read"],
    attempt: (world) => ({
      query: `query ($id: ID!) { node(id: $id) { ... on ${type} { ${field} { edges { node { id } } } } } }`,
      variables: { id: type === "Tenant" ? world.tenantId : world.projectId },
    }),
  };
}

/** A mutation by its name and input. */
export function mutation(
  name: string,
  action: Action,
  input: (world: OperationWorld) => Promise<Record<string, unknown>> | Record<string, unknown>,
  stranger: OperationRow["stranger"] = "NOT_FOUND",
): OperationRow {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  return {
    operation: `Mutation.${name}`,
    action,
    stranger,
    attempt: async (world) => ({
      query:
        `mutation ($input: ${type}Input!) { result: ${name}(input: $input) { __typename ... on Error { code message } } }`,
      variables: { input: await input(world) },
    }),
  };
}
