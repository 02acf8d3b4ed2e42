import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { addressIssue, type AddressPolicy, privateAddressesSchema } from "./address_policy.ts";

const policy = (text: string): AddressPolicy => privateAddressesSchema.parse(text);

test("addressIssue() refuses every way of writing an address that is not public", () => {
  const refused = [
    "http://127.0.0.1",
    "http://127.1",
    "http://0177.0.0.1",
    "http://0x7f.0.0.1",
    "http://0x7f000001",
    "http://2130706433",
    "http://017700000001",
    "http://127.0.0.1.",
    "http://１２７.0.0.1",
    "http://①②⑦.0.0.1",
    "http://127。0。0。1",
    "http://%31%32%37.0.0.1",
    "http://localhost",
    "http://LOCALHOST.",
    "http://a.localhost",
    "http://ⓛocalhost",
    "http://example.com@127.0.0.1",
    "http://example.com:80@[::1]:80",
    "http://[::1]",
    "http://[::ffff:127.0.0.1]",
    "http://[::ffff:7f00:1]",
    "http://[64:ff9b::a00:1]",
    "http://[fe80::1]",
    "http://[::]",
    "http://0",
    "http://0.0.0.0",
    "http://10.0.0.1",
    "http://172.16.0.1",
    "http://192.168.1.1",
    "http://100.64.0.1",
    "http://169.254.169.254/latest/meta-data",
    "http://metadata.google.internal",
    "http://metadata.google.internal.",
    "http://[fd00:ec2::254]",
    "http://255.255.255.255",
  ];
  for (const text of refused) {
    assert.match(addressIssue(new URL(text), policy("deny")) ?? "allowed", /PRIVATE_ADDRESSES/, text);
  }
  for (const text of ["http://[fe80::1%25eth0]", "http://127.0.0.1:99999", "http://1.2.3.4.5", "http://256.0.0.1"]) {
    assert.equal(URL.canParse(text), false, text);
  }
});

test("addressIssue() allows public addresses and names", () => {
  for (
    const text of [
      "https://api.openai.com/v1",
      "https://1.1.1.1",
      "https://[2606:4700:4700::1111]",
      "https://bücher.de",
    ]
  ) {
    assert.equal(addressIssue(new URL(text), policy("deny")), null, text);
  }
});

test("privateAddressesSchema() allows what is listed and no more", () => {
  const rows: [setting: string, host: string, allowed: boolean][] = [
    ["loopback", "127.0.0.1", true],
    ["loopback", "localhost", true],
    ["loopback", "[::1]", true],
    ["loopback", "10.0.0.1", false],
    ["loopback,private", "10.0.0.1", true],
    ["loopback,private", "169.254.169.254", false],
    ["private", "localhost", false],
    ["10.8.0.0/16", "10.8.3.4", true],
    ["10.8.0.0/16", "10.9.3.4", false],
    ["169.254.169.254", "169.254.169.254", true],
    ["fd00::/8", "[fd12::1]", true],
    ["ollama", "ollama", true],
    ["*.models.example", "a.models.example", true],
    ["allow", "169.254.169.254", true],
  ];
  for (const [setting, host, allowed] of rows) {
    assert.equal(policy(setting).allowsHost(host), allowed, `${setting}: ${host}`);
  }
});

test("allowsAddress() judges what a name leads to, unless the name itself is listed", () => {
  assert.equal(policy("deny").allowsAddress("rebind.example", "127.0.0.1"), false);
  assert.equal(policy("deny").allowsAddress("rebind.example", "::ffff:10.0.0.1"), false);
  assert.equal(policy("deny").allowsAddress("api.example", "1.1.1.1"), true);
  assert.equal(policy("deny").allowsAddress("api.example", "fe80::1%2"), false);
  assert.equal(policy("ollama.example").allowsAddress("ollama.example", "10.0.0.7"), true);
  assert.equal(policy("*.models.example").allowsAddress("models.example", "10.0.0.7"), false);
  assert.equal(policy("loopback").allowsAddress("localhost", "127.0.0.1"), true);
});

test("privateAddressesSchema() refuses entries that it cannot read", () => {
  for (
    const text of [
      "10.0.0.0/33",
      "10.0.0/8",
      "1.2.3",
      "allow,loopback",
      "http://x",
      "a b",
      "::/129",
      "x/1",
      "300.1.1.1",
    ]
  ) {
    assert.equal(privateAddressesSchema.safeParse(text).success, false, text);
  }
});
