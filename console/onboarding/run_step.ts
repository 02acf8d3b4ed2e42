import type { Client, TypedDocumentNode } from "@urql/core";
import type { Failure } from "../graphql/failure.ts";
import { mutationOutcome, type PayloadOf } from "../graphql/outcome.ts";

/** Why the steps ended before the last one. */
export class StepFailed extends Error {
  /** `names` gives the form's field for a field of the API's input, where they differ. */
  constructor(readonly failure: Failure, readonly names: Readonly<Record<string, string>>) {
    super(failure.message);
  }
}

interface Step<Data, Input, Union> {
  document: TypedDocumentNode<Data, { input: Input }>;
  input: Input;
  select(data: Data): Union;
  names?: Readonly<Record<string, string>>;
}

/** Runs one mutation of several. Throws StepFailed when it did not come about. */
export async function runStep<Data, Input, Union extends { __typename: string }>(
  client: Client,
  { document, input, select, names = {} }: Step<Data, Input, Union>,
): Promise<PayloadOf<Union>> {
  const outcome = mutationOutcome(await client.mutation(document, { input }).toPromise(), select);
  if (outcome.kind === "failed") throw new StepFailed(outcome, names);
  return outcome.payload;
}
