import { BlockList, isIPv4, isIPv6 } from "node:net";
import { z } from "zod";

/** Checks and reads `TRUSTED_PROXIES`: addresses or ranges (`10.0.0.0/8, ::1`), separated by commas; empty trusts nobody. */
export const trustedProxiesSchema = z.string().transform((text, context): TrustedProxies => {
  const list = new BlockList();
  for (const entry of text.split(",").map((part) => part.trim()).filter((part) => part !== "")) {
    if (!addEntry(list, entry)) {
      context.issues.push({
        code: "custom",
        message: `"${entry}" is no address or range like 10.0.0.0/8`,
        input: text,
      });
    }
  }
  return { includes: (address) => contains(list, address) };
});

/** The proxies whose `x-forwarded-for` is believed. */
export interface TrustedProxies {
  includes(address: string): boolean;
}

/**
 * The address of whoever made the request: the peer's, or, while that is a trusted proxy, the next one from the right of
 * `x-forwarded-for`. What stands further left was written by the client, and is never looked at.
 */
export function clientAddress(peer: string, forwardedFor: string | null, trusted: TrustedProxies): string {
  const hops = (forwardedFor ?? "").split(",").map((hop) => hop.trim()).filter((hop) => hop !== "");
  let address = peer;
  while (trusted.includes(address)) {
    const next = hops.pop();
    if (next === undefined || (!isIPv4(next) && !isIPv6(next))) break;
    address = next;
  }
  return unmapped(address);
}

function addEntry(list: BlockList, entry: string): boolean {
  const [address, prefix, more] = entry.split("/") as [string, string?, string?];
  const family = isIPv4(address) ? "ipv4" : isIPv6(address) ? "ipv6" : null;
  if (family === null || more !== undefined) return false;
  if (prefix === undefined) {
    list.addAddress(address, family);
    return true;
  }
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > (family === "ipv4" ? 32 : 128)) return false;
  list.addSubnet(address, Number(prefix), family);
  return true;
}

function contains(list: BlockList, address: string): boolean {
  const plain = unmapped(address);
  return isIPv4(plain) ? list.check(plain, "ipv4") : isIPv6(plain) && list.check(plain, "ipv6");
}

/** A dual-stack socket shows an IPv4 peer as `::ffff:10.0.0.1`. */
function unmapped(address: string): string {
  const match = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return match === null ? address : match[1]!;
}
