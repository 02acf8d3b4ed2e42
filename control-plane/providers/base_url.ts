import { providerBaseUrl } from "../../shared/contracts/provider_input.ts";
import { addressIssue, type AddressPolicy } from "../../shared/network/address_policy.ts";

/** A provider's base URL that the policy allows. */
export function baseUrlInput(policy: AddressPolicy) {
  return providerBaseUrl.superRefine((text, context) => {
    const problem = addressIssue(new URL(text), policy);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });
}
