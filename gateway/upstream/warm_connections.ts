import type { ConfigRevision } from "../../shared/contracts/config_revision.ts";
import { baseUrlOf } from "../../shared/contracts/provider_kind.ts";

/** Who can open connections before they are needed. */
export interface Warmable {
  /** Opens a connection to where the URL leads, unless one is idle already. Never throws, and nobody hears of a failure. */
  warm(url: string): void;
}

/**
 * Has a connection opened to each origin of a revision's providers, the first 16 of them: the first request after a start or
 * a publish need not wait for TCP and TLS.
 */
export function warmConnections(upstream: Warmable, { providers }: Pick<ConfigRevision, "providers">): void {
  const urls = new Set<string>();
  for (const provider of providers) {
    const url = provider.kind === "mock" ? null : baseUrlOf(provider);
    if (url !== null) urls.add(url);
  }
  for (const url of [...urls].slice(0, ORIGINS_MAX)) upstream.warm(url);
}

const ORIGINS_MAX = 16;
