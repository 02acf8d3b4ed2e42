import { upstreamSuite } from "./contract/upstream_suite.ts";
import { FetchUpstream } from "./fetch_upstream.ts";

upstreamSuite("FetchUpstream", () => new FetchUpstream(fetch));
