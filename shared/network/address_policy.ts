import { BlockList, isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import { classifyAddress } from "./address_class.ts";

/** Which hosts tenants may have requests sent to: the rules against server-side request forgery. */
export interface AddressPolicy {
  /** Whether a host may be asked as far as its writing tells: a name that is allowed may lead to what is not. */
  allowsHost(hostname: string): boolean;
  /** Whether a connection may be made to an address that the name stands for. */
  allowsAddress(hostname: string, address: string): boolean;
}

/** For tools and tests that send to nobody. */
export const ANY_ADDRESS: AddressPolicy = { allowsHost: () => true, allowsAddress: () => true };

/**
 * Checks and reads `PRIVATE_ADDRESSES`: `deny` (public addresses alone), `allow` (every address, metadata services
 * included), or what is allowed beside public ones, separated by commas: `loopback`, `private` (RFC 1918 and fc00::/7),
 * addresses, ranges (`10.8.0.0/16`), names (`ollama.example`, `*.models.example`), which may lead anywhere.
 */
export const privateAddressesSchema = z.string().transform((text, context): AddressPolicy => {
  const entries = text.toLowerCase().split(",").map((part) => part.trim()).filter((part) => part !== "");
  if (entries.length === 1 && entries[0] === "allow") return ANY_ADDRESS;
  const exceptions = new Exceptions();
  for (const entry of entries.length === 1 && entries[0] === "deny" ? [] : entries) {
    if (exceptions.add(entry)) continue;
    const message = "expected deny, allow, or a list of loopback, private, addresses, ranges like 10.0.0.0/8 and names";
    context.issues.push({ code: "custom", message, input: text });
    return DENY;
  }
  return policyWith(exceptions);
});

/** Why requests may not be sent to the URL's host; null when they may, as far as its writing tells. */
export function addressIssue(url: URL, policy: AddressPolicy): string | null {
  return policy.allowsHost(url.hostname) ? null : `the host ${url.hostname} ${NOT_ALLOWED}`;
}

/** The rest of the sentence about a host. */
export const NOT_ALLOWED = "is not public, and PRIVATE_ADDRESSES of this installation does not allow it";

class Exceptions {
  readonly #list = new BlockList();
  readonly #classes = new Set<string>();
  readonly #names: string[] = [];

  /** Whether the entry can be read. */
  add(entry: string): boolean {
    if (entry === "loopback" || entry === "private") this.#classes.add(entry);
    else if (isIPv4(entry) || isIPv6(entry)) this.#list.addAddress(entry, familyOf(entry));
    else if (entry.includes("/")) return this.#addRange(entry);
    // A last label of digits is a malformed address.
    else if (/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(entry) && !/(^|\.)\d+$/.test(entry)) {
      if (entry === "allow" || entry === "deny") return false;
      this.#names.push(entry);
    } else return false;
    return true;
  }

  hasName(name: string): boolean {
    return this.#names.some((entry) => entry.startsWith("*.") ? name.endsWith(entry.slice(1)) : name === entry);
  }

  hasClass(kind: string): boolean {
    return this.#classes.has(kind);
  }

  hasAddress(address: string): boolean {
    return this.#list.check(address, familyOf(address));
  }

  #addRange(entry: string): boolean {
    const [address, prefix, more] = entry.split("/") as [string, string, string?];
    if ((!isIPv4(address) && !isIPv6(address)) || more !== undefined || !/^\d{1,3}$/.test(prefix)) return false;
    if (Number(prefix) > (isIPv4(address) ? 32 : 128)) return false;
    this.#list.addSubnet(address, Number(prefix), familyOf(address));
    return true;
  }
}

function policyWith(exceptions: Exceptions): AddressPolicy {
  const allows = (address: string) => {
    const kind = classifyAddress(address);
    if (kind === null) return false;
    return kind === "public" || exceptions.hasClass(kind) || exceptions.hasAddress(address);
  };
  return {
    allowsHost(hostname) {
      const name = plainName(hostname);
      if (exceptions.hasName(name)) return true;
      if (classifyAddress(name) !== null) return allows(name);
      // An address with a zone, or one that no resolver should be asked to make sense of.
      if (name === "" || name.includes(":") || name.includes("%")) return false;
      if (name === "localhost" || name.endsWith(".localhost")) return allows("127.0.0.1") || allows("::1");
      return !METADATA_NAMES.has(name);
    },
    allowsAddress: (hostname, address) => exceptions.hasName(plainName(hostname)) || allows(address),
  };
}

/** They lead to metadata services, whatever the resolver of another machine says. */
const METADATA_NAMES = new Set(["metadata.google.internal", "metadata.goog", "metadata", "instance-data"]);

/** Without the brackets of IPv6 and the dot that ends a full name. */
function plainName(hostname: string): string {
  return hostname.toLowerCase().replace(/^\[(.*)\]$/, "$1").replace(/\.+$/, "");
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv4(address) ? "ipv4" : "ipv6";
}

const DENY: AddressPolicy = policyWith(new Exceptions());
