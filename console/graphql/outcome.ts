import type { CombinedError } from "@urql/core";
import { type Failure, failureOf, failureOfMember, type RefusalMember } from "./failure.ts";

/** What came of a query: its data whole, or why there is none. */
export type QueryOutcome<Data> = { kind: "data"; data: Data } | Failure;

/** What came of a mutation: what was asked for, or why not. */
export type MutationOutcome<Union> = { kind: "done"; payload: PayloadOf<Union> } | Failure;

/** A mutation's result by `__typename`: its payload, or one of the expected outcomes other than that. */
export type MutationResult<Union> =
  | { kind: "done"; payload: PayloadOf<Union> }
  | { kind: "refused"; error: Exclude<Union, PayloadOf<Union>> };

/** The member of a result union that means success. */
export type PayloadOf<Union> = Extract<Union, { __typename: `${string}Payload` }>;

/** Reads a query's result. Data beside errors counts as a failure: a page shows all that it is about, or says why not. */
export function queryOutcome<Data>(result: ClientResult<Data>): QueryOutcome<Data> {
  if (result.error !== undefined) return failureOf(result.error);
  // The client gives neither only before its first result.
  if (result.data === undefined || result.data === null) throw new Error("a result without data and without an error");
  return { kind: "data", data: result.data };
}

/** Reads a mutation's result; `select` names the field, as in `(data) => data.createProject`. */
export function mutationOutcome<Data, Union extends ResultMember>(
  result: ClientResult<Data>,
  select: (data: Data) => Union,
): MutationOutcome<Union> {
  const outcome = queryOutcome(result);
  if (outcome.kind === "failed") return outcome;
  const member = resultOf(select(outcome.data));
  // Every member that is no payload is an `Error` of the schema, and the fragment `Refusal` asks for its fields.
  return member.kind === "done" ? member : failureOfMember(member.error as unknown as RefusalMember);
}

/** Tells a mutation's payload from the other members of its result union, for an exhaustive `switch` on `__typename`. */
export function resultOf<Union extends ResultMember>(union: Union): MutationResult<Union> {
  return isPayload(union) ? { kind: "done", payload: union } : {
    kind: "refused",
    error: union as Exclude<Union, PayloadOf<Union>>,
  };
}

/** What the client's results have of use here. */
export interface ClientResult<Data> {
  data?: Data | null | undefined;
  error?: CombinedError | undefined;
}

type ResultMember = { __typename: string };

function isPayload<Union extends ResultMember>(union: Union): union is PayloadOf<Union> {
  return union.__typename.endsWith("Payload");
}
