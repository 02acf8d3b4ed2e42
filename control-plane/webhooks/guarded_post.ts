import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { AddressPolicy } from "../../shared/network/address_policy.ts";
import { guardedLookup, type SystemLookup } from "../../shared/network/guarded_lookup.ts";
import type { WebhookPost } from "./webhook_sender.ts";

/**
 * Posts over a connection of its own, made to an address that the policy allows: what a name leads to is judged after the
 * look-up, and nobody asks again before the connection is made. `lookup`: default the system's.
 */
export function guardedPost(policy: AddressPolicy, lookup?: SystemLookup): WebhookPost {
  const guarded = guardedLookup(policy, lookup);
  return (url, { headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const target = new URL(url);
      const request = target.protocol === "https:" ? requestHttps : requestHttp;
      const options = { method: "POST", headers, lookup: guarded, agent: false, rejectUnauthorized: true };
      const sent = request(target, options, (answer) => {
        const retryAfter = answer.headers["retry-after"] ?? null;
        // Its body could be endless, and might hold what should not come to our callers' eyes.
        answer.on("error", () => {});
        answer.destroy();
        resolve({ status: answer.statusCode ?? 0, retryAfter });
      });
      const stop = () => sent.destroy(new Error("stopped"));
      sent.on("error", reject);
      sent.on("close", () => {
        signal.removeEventListener("abort", stop);
        reject(new Error("closed before an answer"));
      });
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop);
      sent.end(body);
    });
}
