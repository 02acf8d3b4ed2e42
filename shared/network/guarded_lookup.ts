import { lookup as systemLookup, type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { type AddressPolicy, NOT_ALLOWED } from "./address_policy.ts";

/** Looks a name up, as `node:dns` does it with `all`. */
export type SystemLookup = (
  hostname: string,
  options: { all: true; family?: number; hints?: number },
  done: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A look-up for sockets that gives out none but allowed addresses. The connection is made to what it gives, and the name
 * is not asked for a second time: an answer that changes in between (DNS rebinding) finds nobody. Addresses that are
 * written as such are not looked up by sockets; `AddressPolicy.allowsHost` judges those.
 */
export function guardedLookup(policy: AddressPolicy, lookup: SystemLookup = systemLookup): LookupFunction {
  return (hostname, options, done) => {
    const { family, hints } = options as { family?: number; hints?: number };
    const asked = { all: true as const, ...(family === undefined ? {} : { family }), ...(hints ? { hints } : {}) };
    lookup(hostname, asked, (error, addresses) => {
      if (error !== null) return done(error, []);
      const allowed = addresses.filter(({ address }) => policy.allowsAddress(hostname, address));
      // Which address it was stays untold: the answer would map a network for whoever asks about names.
      if (allowed.length === 0) return done(new Error(`the host's address ${NOT_ALLOWED}`), []);
      if (options.all) return done(null, allowed);
      done(null, allowed[0]!.address, allowed[0]!.family);
    });
  };
}
