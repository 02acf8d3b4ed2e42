import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { clientAddress, trustedProxiesSchema } from "./client_address.ts";

test("clientAddress() believes a trusted proxy and nobody further left", () => {
  const trusted = trustedProxiesSchema.parse("127.0.0.1, 10.0.0.0/8, ::1, fd00::/8");
  const cases: [string, string | null, string][] = [
    ["203.0.113.9", "1.1.1.1", "203.0.113.9"],
    ["127.0.0.1", null, "127.0.0.1"],
    ["127.0.0.1", "198.51.100.7", "198.51.100.7"],
    ["::ffff:127.0.0.1", "198.51.100.7", "198.51.100.7"],
    ["127.0.0.1", "6.6.6.6, 198.51.100.7", "198.51.100.7"],
    ["127.0.0.1", "6.6.6.6, 198.51.100.7, 10.2.3.4", "198.51.100.7"],
    ["fd00::1", "2001:db8::5", "2001:db8::5"],
    ["127.0.0.1", "nonsense", "127.0.0.1"],
    ["127.0.0.1", "198.51.100.7, nonsense", "127.0.0.1"],
  ];
  for (const [peer, forwarded, expected] of cases) {
    assert.equal(clientAddress(peer, forwarded, trusted), expected, `${peer} ${forwarded}`);
  }
  assert.equal(clientAddress("127.0.0.1", "1.1.1.1", trustedProxiesSchema.parse("")), "127.0.0.1");
});

test("trustedProxiesSchema refuses what is no address or range", () => {
  for (const text of ["localhost", "10.0.0.0/33", "10.0.0.0/8/1", "1.2.3.4, x"]) {
    assert.equal(trustedProxiesSchema.safeParse(text).success, false, text);
  }
});
