import { systemClock } from "../../shared/time/clock.ts";
import { upstreamSuite } from "./contract/upstream_suite.ts";
import { SocketUpstream } from "./socket_upstream.ts";

upstreamSuite("SocketUpstream", ({ authority } = {}) => {
  return new SocketUpstream({ clock: systemClock, ...(authority && { caCertificates: [authority] }) });
});
