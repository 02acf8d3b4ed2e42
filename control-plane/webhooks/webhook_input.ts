import { z } from "zod";
import { addressIssue, type AddressPolicy } from "../../shared/network/address_policy.ts";
import { versionInput } from "../input_fields.ts";
import { webhookEventType } from "./event_type.ts";

/** Where events may go: http or https, at most 2,048 characters, no user, password or fragment, a host that the policy allows. */
function webhookUrl(policy: AddressPolicy) {
  return z.string().trim().max(2_048).superRefine((text, context) => {
    const problem = urlProblem(text, policy);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });
}

function urlProblem(text: string, policy: AddressPolicy): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return "not a URL like https://example.com/hooks";
  if (url.username !== "" || url.password !== "") return "no user and password in it: signatures tell who calls";
  if (url.hash !== "") return "no fragment";
  return addressIssue(url, policy);
}

const description = z.string().trim().max(256).nullable();
const events = z.array(webhookEventType).min(1, "at least one").transform((types) => [...new Set(types)]);

/** A new endpoint. */
export function newWebhookInput(policy: AddressPolicy) {
  return z.object({
    url: webhookUrl(policy),
    description: description.nullish().transform((text) => text || null),
    events,
  });
}

/** What changes of one; what is left out stays. */
export function webhookChangesInput(policy: AddressPolicy) {
  return z.object({
    url: webhookUrl(policy).optional(),
    description: description.transform((text) => text || null).optional(),
    events: events.optional(),
    active: z.boolean().optional(),
    version: versionInput,
  });
}
