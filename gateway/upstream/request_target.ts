import { type AddressPolicy, ANY_ADDRESS } from "../../shared/network/address_policy.ts";

/** Where connections lead: requests to one origin share them. */
export interface Origin {
  /** Scheme, host and port. */
  key: string;
  secure: boolean;
  /** A name or an address, without the brackets of IPv6. */
  hostname: string;
  port: number;
  /** As the `host` header has it: without the scheme's own port. */
  host: string;
}

export interface RequestTarget {
  origin: Origin;
  /** Path and query, encoded: no space and no control character is in it. */
  path: string;
  /** Whether the policy lets the host be asked, as far as its writing tells. */
  allowed: boolean;
}

/**
 * Reads addresses of requests. There are few of them, each asked again and again, and parsing one costs 2 µs: the last
 * ones are remembered.
 */
export class TargetReader {
  readonly #policy: AddressPolicy;
  readonly #known = new Map<string, RequestTarget>();

  /** `policy`: default every host. */
  constructor(policy: AddressPolicy = ANY_ADDRESS) {
    this.#policy = policy;
  }

  /** Null for what is no http or https address, or holds a user or a password. */
  read(url: string): RequestTarget | null {
    const known = this.#known.get(url);
    if (known !== undefined) return known;
    const target = parse(url, this.#policy);
    if (target === null) return null;
    if (this.#known.size >= KNOWN_MAX) this.#known.clear();
    this.#known.set(url, target);
    return target;
  }
}

const KNOWN_MAX = 512;

function parse(text: string, policy: AddressPolicy): RequestTarget | null {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "") return null;
  const secure = url.protocol === "https:";
  if (!secure && url.protocol !== "http:") return null;
  const origin: Origin = {
    key: url.origin,
    secure,
    hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? (secure ? 443 : 80) : Number(url.port),
    host: url.host,
  };
  return { origin, path: url.pathname + url.search, allowed: policy.allowsHost(url.hostname) };
}
