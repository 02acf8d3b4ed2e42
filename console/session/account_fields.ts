/** What is wrong with which field of a form. */
export type FieldErrors = Readonly<Record<string, string>>;

/** What a form was sent back for: sentences at its fields, or one for it all. */
export interface FormProblems {
  errors: FieldErrors;
  problem: string | null;
}

export const NO_PROBLEMS: FormProblems = { errors: {}, problem: null };

/** Which of the fields are missing; the rest is for the control plane to judge. Passwords may be made of spaces. */
export function missingFields(form: URLSearchParams, labels: Readonly<Record<string, string>>): FieldErrors {
  const errors: Record<string, string> = {};
  for (const [name, sentence] of Object.entries(labels)) {
    const value = form.get(name) ?? "";
    if ((name === "password" ? value : value.trim()) === "") errors[name] = sentence;
  }
  return errors;
}

/** Puts a refusal of the control plane to the field that it is about, else to the form. */
export function problemsOf({ code, message }: { code: string; message: string }): FormProblems {
  const known = KNOWN[code];
  if (known === undefined) return { errors: {}, problem: message };
  const [field, sentence] = known;
  return field === null ? { errors: {}, problem: sentence } : { errors: { [field]: sentence }, problem: null };
}

/** By the code of the control plane's accounts. */
const KNOWN: Readonly<Record<string, readonly [field: string | null, sentence: string]>> = {
  INVALID_EMAIL: ["email", "This is no e-mail address."],
  INVALID_NAME: ["name", "The name must have 1 to 64 characters."],
  PASSWORD_TOO_SHORT: ["password", "The password must have at least 8 characters."],
  PASSWORD_TOO_LONG: ["password", "The password must have at most 128 characters."],
  USER_ALREADY_EXISTS: ["email", "There is an account with this address already."],
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: ["email", "There is an account with this address already."],
  INVALID_EMAIL_OR_PASSWORD: [null, "The e-mail address or the password is not right."],
  INVITATION_FOR_ANOTHER: ["email", "The invitation is for another address."],
  INVITATION_NOT_VALID: [null, "The invitation was used or taken back, or is too old. Ask for a new link."],
  SIGN_UP_BY_INVITATION: [null, "Accounts are made by invitation here: open the link that you were given."],
  INVALID_TOKEN: [null, "This link was used already, or is older than an hour. Ask for a new one."],
  RESET_PASSWORD_DISABLED: [
    null,
    "This installation sends no mail. Ask whoever runs it for a link to reset your password.",
  ],
};
