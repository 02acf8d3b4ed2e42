import { upstreamSuite } from "./contract/upstream_suite.ts";
import { FetchUpstream } from "./fetch_upstream.ts";

upstreamSuite("FetchUpstream", ({ authority } = {}) => {
  const client = Deno.createHttpClient(authority === undefined ? {} : { caCerts: [authority] });
  const upstream = new FetchUpstream((input, init) => fetch(input, { ...init, client }));
  return {
    send: (request, sink) => upstream.send(request, sink),
    close: async () => {
      await upstream.close();
      client.close();
    },
  };
}, ["connect_timeout", "early_answer", "sends_once", "strict_framing", "strict_coding"]);
