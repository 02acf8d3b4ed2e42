import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { type AddressClass, classifyAddress } from "./address_class.ts";

const TABLE: readonly (readonly [AddressClass, readonly string[]])[] = [
  ["public", ["1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255"]],
  ["public", ["192.169.0.0", "100.63.255.255", "100.128.0.0", "169.253.255.255", "169.255.0.0", "126.255.255.255"]],
  ["public", ["128.0.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "1.0.0.0", "168.63.129.15"]],
  ["public", ["2606:4700:4700::1111", "2a00:1450:4001:81b::200a", "::ffff:1.1.1.1", "64:ff9b::808:808"]],
  ["public", ["2002:808:808::1", "2001:4860:4860::8888", "2001:200::1"]],
  ["loopback", ["127.0.0.0", "127.0.0.1", "127.1.2.3", "127.255.255.255", "::1", "0:0:0:0:0:0:0:1"]],
  ["loopback", ["::ffff:127.0.0.1", "::ffff:7f00:1", "::FFFF:7F00:0001", "::ffff:0:127.0.0.1", "::127.0.0.1"]],
  ["loopback", ["64:ff9b::7f00:1", "64:ff9b::127.0.0.1", "2002:7f00:1::", "0:0:0:0:0:ffff:7f00:1"]],
  ["private", ["10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255"]],
  ["private", ["fc00::", "fd12:3456:789a::1", "fdff:ffff::1", "fec0::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"]],
  ["private", ["2002:c0a8:101::1", "2002:a00:1::"]],
  ["shared", ["100.64.0.0", "100.127.255.255", "::ffff:100.64.0.1"]],
  ["link_local", ["169.254.0.0", "169.254.255.255", "fe80::1", "febf::1", "::ffff:169.254.1.1"]],
  ["metadata", ["169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192"]],
  ["metadata", ["fd00:ec2::254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::"]],
  ["unspecified", ["0.0.0.0", "0.255.255.255", "::", "::ffff:0.0.0.0"]],
  ["multicast", ["224.0.0.0", "239.255.255.255", "ff02::1", "::ffff:224.0.0.1"]],
  ["reserved", ["192.0.0.0", "192.0.2.1", "192.88.99.1", "198.18.0.0", "198.19.255.255", "198.51.100.1"]],
  ["reserved", ["203.0.113.1", "240.0.0.0", "255.255.255.255", "2001::1", "2001:db8::1", "3fff::1", "100::1"]],
  ["reserved", ["64:ff9b:1::1", "5f00::1", "4000::1", "fe00::1"]],
];

test("classifyAddress() knows every range by its first and last addresses, and what IPv6 carries inside", () => {
  for (const [kind, addresses] of TABLE) {
    for (const address of addresses) assert.equal(classifyAddress(address), kind, address);
  }
});

test("classifyAddress() takes nothing that is written in another way than addresses are", () => {
  for (
    const text of ["", "localhost", "0177.0.0.1", "0x7f.0.0.1", "2130706433", "127.1", "127.0.0.1.", "fe80::1%eth0"]
  ) {
    assert.equal(classifyAddress(text), null, text);
  }
  for (const text of ["[::1]", "127.0.0.1:80", " 127.0.0.1", "1.2.3.256", "::ffff:1.2.3", "１２７.0.0.1"]) {
    assert.equal(classifyAddress(text), null, text);
  }
});
