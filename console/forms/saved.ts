import type { Failure } from "../graphql/failure.ts";
import { type FormErrors, formErrors } from "./form_errors.ts";

/** What came of sending a form: the object as it is now, or what is wrong with the form. */
export type Saved<Row> = { kind: "saved"; row: Row } | { kind: "refused"; errors: FormErrors };

export function refused(failure: Failure, fieldNames: readonly string[]): { kind: "refused"; errors: FormErrors } {
  return { kind: "refused", errors: formErrors(failure, fieldNames) };
}
