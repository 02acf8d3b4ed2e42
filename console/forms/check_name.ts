import { displayName } from "../../shared/contracts/identifiers.ts";
import { sentence } from "./form_errors.ts";

/** What is wrong with a name that somebody gives; null when nothing is. */
export function checkName(name: string): string | null {
  if (name === "") return "Give it a name.";
  if (name.length > 64) return "64 characters at most.";
  const issue = displayName.safeParse(name).error?.issues[0];
  return issue === undefined ? null : sentence(issue.message);
}
