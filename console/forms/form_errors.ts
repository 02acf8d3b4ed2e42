import type { Failure, FailureIssue } from "../graphql/failure.ts";

/** What is wrong with a form: beside fields, and above them all. */
export interface FormErrors {
  /** A sentence; null when the fields say it all. */
  message: string | null;
  /** A sentence by the field's name. */
  fields: Readonly<Record<string, string>>;
}

export const NO_ERRORS: FormErrors = { message: null, fields: {} };

/**
 * Places what the API says of an input at the form's fields: an issue belongs to the field that its path begins with.
 * What is about none of them stands above.
 */
export function formErrors(failure: Failure, fieldNames: readonly string[]): FormErrors {
  const { fields, rest } = placeIssues(failure.issues, fieldNames);
  if (Object.keys(fields).length === 0 || rest.length > 0) {
    const more = rest.map(({ path, message }) => sentence([path.join(" "), message].filter(Boolean).join(": ")));
    return { message: [withRequestId(failure), ...more].join(" "), fields };
  }
  return { message: null, fields };
}

/** The same of what a schema says before anything is sent; null when it says nothing. */
export function issueErrors(issues: readonly FailureIssue[], fieldNames: readonly string[]): FormErrors | null {
  if (issues.length === 0) return null;
  const { fields, rest } = placeIssues(issues, fieldNames);
  return { fields, message: rest.length === 0 ? null : rest.map(({ message }) => sentence(message)).join(" ") };
}

/** Begun with a capital letter and ended with a full stop: messages of schemas are fragments. */
export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

function placeIssues(issues: readonly FailureIssue[], fieldNames: readonly string[]) {
  const fields: Record<string, string> = {};
  const rest: FailureIssue[] = [];
  for (const issue of issues) {
    const name = issue.path[0];
    if (name === undefined || !fieldNames.includes(name)) rest.push(issue);
    // The first of several: what else is wrong is seen when that is mended.
    else fields[name] ??= sentence(issue.message);
  }
  return { fields, rest };
}

/** A fault is of no use to the reader without what it can be found by. */
function withRequestId({ reason, message, requestId }: Failure): string {
  return reason === "fault" && requestId !== null ? `${sentence(message)} Request id ${requestId}.` : sentence(message);
}
