/** The headers that go on to the control plane with a browser's request. */
export function forwardedRequestHeaders(
  headers: Headers,
  { peerAddress, publicUrl }: { peerAddress: string | null; publicUrl: string },
): Headers {
  const forwarded = withoutHopByHop(headers);
  for (const name of REPLACED) forwarded.delete(name);
  // Compressed, a stream would come in lumps, and this end would have to unpack it.
  forwarded.set("accept-encoding", "identity");
  const hops = [headers.get("x-forwarded-for"), peerAddress].filter((hop) => hop !== null && hop !== "");
  // Each proxy adds whom it sees; which of them to believe is for the reader to know.
  if (hops.length > 0) forwarded.set("x-forwarded-for", hops.join(", "));
  const { protocol, host } = new URL(publicUrl);
  forwarded.set("x-forwarded-proto", protocol.slice(0, -1));
  forwarded.set("x-forwarded-host", host);
  return forwarded;
}

/** The headers of an answer as they go back; a copy, since those of `fetch` cannot be changed. */
export function returnedHeaders(headers: Headers): Headers {
  const returned = withoutHopByHop(headers);
  // `fetch` has unpacked what was packed all the same.
  if (headers.has("content-encoding")) returned.delete("content-length");
  returned.delete("content-encoding");
  // Without it, the server here would compress the stream itself, and hold it back.
  if (!/\bno-transform\b/i.test(returned.get("cache-control") ?? "")) returned.append("cache-control", "no-transform");
  return returned;
}

/** Those that speak of one connection, and those that `Connection` names (RFC 9110, 7.6.1). */
function withoutHopByHop(headers: Headers): Headers {
  const copy = new Headers();
  const named = (headers.get("connection") ?? "").split(",").map((name) => name.trim().toLowerCase());
  // Iterating gives each `set-cookie` by itself.
  for (const [name, value] of headers) {
    if (!HOP_BY_HOP.has(name) && !named.includes(name)) copy.append(name, value);
  }
  return copy;
}

const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Said anew here, or worth nothing from a browser. */
const REPLACED = [
  "host",
  "content-length",
  "accept-encoding",
  "expect",
  "forwarded",
  "x-real-ip",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
];
