import { BlockList, isIPv4, isIPv6 } from "node:net";

/**
 * What an address is for. `public` is the only one that leads to the Internet; `metadata` hands a cloud machine's own
 * credentials to whoever asks from it; `reserved` is documentation, benchmarks, tunnels and what is not given out.
 */
export type AddressClass =
  | "public"
  | "loopback"
  | "private"
  | "shared"
  | "link_local"
  | "metadata"
  | "unspecified"
  | "multicast"
  | "reserved";

/**
 * Classifies an IPv4 address in dotted decimals or an IPv6 address without brackets; null for anything else, such as
 * `0177.0.0.1` or an address with a zone. An IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4, compatible) is
 * what the one inside is.
 */
export function classifyAddress(address: string): AddressClass | null {
  if (isIPv4(address)) return classOf(address, "ipv4");
  if (!isIPv6(address) || address.includes("%")) return null;
  const groups = groupsOf(address);
  const inner = carriedAddress(groups);
  if (inner !== null) return classOf(inner, "ipv4");
  const found = classOf(address, "ipv6");
  // Only an eighth of all addresses is given out; whatever is not listed outside of it leads nowhere good.
  return found === "public" && (groups[0]! & 0xe000) !== 0x2000 ? "reserved" : found;
}

/** In this order: an address of a metadata service lies in a range of another class. */
const RANGES: readonly (readonly [AddressClass, readonly string[]])[] = [
  ["metadata", ["169.254.169.254/32", "169.254.170.2/32", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32"]],
  ["metadata", ["fd00:ec2::254/128", "fd20:ce::254/128"]],
  ["loopback", ["127.0.0.0/8", "::1/128"]],
  ["unspecified", ["0.0.0.0/8", "::/128"]],
  ["private", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"]],
  ["shared", ["100.64.0.0/10"]],
  ["link_local", ["169.254.0.0/16", "fe80::/10"]],
  ["multicast", ["224.0.0.0/4", "ff00::/8"]],
  ["reserved", ["192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24"]],
  ["reserved", ["203.0.113.0/24", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "3fff::/20"]],
];

const LISTS = RANGES.map(([kind, ranges]) => {
  const list = new BlockList();
  for (const range of ranges) {
    const [address, prefix] = range.split("/") as [string, string];
    list.addSubnet(address, Number(prefix), isIPv4(address) ? "ipv4" : "ipv6");
  }
  return [kind, list] as const;
});

function classOf(address: string, family: "ipv4" | "ipv6"): AddressClass {
  return LISTS.find(([, list]) => list.check(address, family))?.[0] ?? "public";
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const pair = (high: number, low: number) => ((high << 8) | low).toString(16);
  const text = dotted === null
    ? address
    : `${dotted[1]}${pair(Number(dotted[2]), Number(dotted[3]))}:${pair(Number(dotted[4]), Number(dotted[5]))}`;
  const [head, tail] = text.split("::") as [string, string?];
  const read = (part: string) => part === "" ? [] : part.split(":").map((group) => parseInt(group, 16));
  const before = read(head);
  if (tail === undefined) return before;
  const after = read(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** The IPv4 address within an IPv6 one, in dotted decimals; null where there is none. */
function carriedAddress(groups: readonly number[]): string | null {
  const dotted = (high: number, low: number) => [high >> 8, high & 255, low >> 8, low & 255].join(".");
  const startsWith = (...start: number[]) => start.every((group, index) => groups[index] === group);
  const last = dotted(groups[6]!, groups[7]!);
  if (startsWith(0, 0, 0, 0, 0, 0xffff) || startsWith(0, 0, 0, 0, 0xffff, 0)) return last;
  if (startsWith(0x64, 0xff9b, 0, 0, 0, 0)) return last;
  if (startsWith(0x2002)) return dotted(groups[1]!, groups[2]!);
  // `::` and `::1` are addresses of their own.
  if (startsWith(0, 0, 0, 0, 0, 0) && (groups[6] !== 0 || groups[7]! > 1)) return last;
  return null;
}
