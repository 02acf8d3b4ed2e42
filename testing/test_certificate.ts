/** A certificate for `localhost` and 127.0.0.1, its key, and the authority that vouches for it; all PEM. */
export interface TestCertificate {
  authority: string;
  certificate: string;
  key: string;
}

let made: Promise<TestCertificate> | null = null;

/** Makes the certificate of this test run: a key that is never written down cannot be found in a repository. */
export function testCertificate(): Promise<TestCertificate> {
  return made ??= make();
}

async function make(): Promise<TestCertificate> {
  const [authority, server] = await Promise.all([newKey(), newKey()]);
  const issuer = commonName("Perpetuo test authority");
  const [authorityDer, serverDer] = await Promise.all([
    sign({ subject: issuer, key: authority.publicKey, extensions: [IS_AUTHORITY] }, issuer, authority.privateKey),
    sign(
      { subject: commonName("localhost"), key: server.publicKey, extensions: [NAMES] },
      issuer,
      authority.privateKey,
    ),
  ]);
  const key = new Uint8Array(await crypto.subtle.exportKey("pkcs8", server.privateKey));
  return {
    authority: pem("CERTIFICATE", authorityDer),
    certificate: pem("CERTIFICATE", serverDer),
    key: pem("PRIVATE KEY", key),
  };
}

const CURVE = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

function newKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
}

interface Subject {
  subject: Uint8Array;
  key: CryptoKey;
  extensions: Uint8Array[];
}

/** An X.509 certificate (RFC 5280), version 3. */
async function sign({ subject, key, extensions }: Subject, issuer: Uint8Array, by: CryptoKey): Promise<Uint8Array> {
  const content = sequence(
    der(0xa0, integer(2)),
    der(0x02, crypto.getRandomValues(new Uint8Array(8)).map((byte, index) => index === 0 ? byte & 0x7f | 0x40 : byte)),
    ECDSA_WITH_SHA256,
    issuer,
    sequence(der(0x18, text("20000101000000Z")), der(0x18, text("20991231235959Z"))),
    subject,
    new Uint8Array(await crypto.subtle.exportKey("spki", key)),
    der(0xa3, sequence(...extensions)),
  );
  const signature = new Uint8Array(await crypto.subtle.sign(CURVE, by, content));
  const numbers = sequence(positive(signature.subarray(0, 32)), positive(signature.subarray(32)));
  return sequence(content, ECDSA_WITH_SHA256, der(0x03, Uint8Array.of(0), numbers));
}

/** One element of DER: its tag, the length of its content, the content. */
function der(tag: number, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([tag, ...size, ...parts.flatMap((part) => [...part])]);
}

function sequence(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return der(0x30, ...parts);
}

function integer(value: number): Uint8Array<ArrayBuffer> {
  return der(0x02, Uint8Array.of(value));
}

/** A number of many bytes, which must neither look negative nor begin with zeros it does not need. */
function positive(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const from = bytes.findIndex((byte) => byte !== 0);
  const digits = bytes.subarray(from);
  return der(0x02, ...(digits[0]! >= 0x80 ? [Uint8Array.of(0)] : []), digits);
}

function text(value: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(value);
}

function objectId(...bytes: number[]): Uint8Array<ArrayBuffer> {
  return der(0x06, Uint8Array.from(bytes));
}

function commonName(name: string): Uint8Array<ArrayBuffer> {
  return sequence(der(0x31, sequence(objectId(0x55, 0x04, 0x03), der(0x0c, text(name)))));
}

const ECDSA_WITH_SHA256 = sequence(objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const TRUE = der(0x01, Uint8Array.of(0xff));
const IS_AUTHORITY = sequence(objectId(0x55, 0x1d, 0x13), TRUE, der(0x04, sequence(TRUE)));
const NAMES = sequence(
  objectId(0x55, 0x1d, 0x11),
  der(0x04, sequence(der(0x82, text("localhost")), der(0x87, Uint8Array.of(127, 0, 0, 1)))),
);

function pem(label: string, bytes: Uint8Array): string {
  const lines = btoa(String.fromCharCode(...bytes)).match(/.{1,64}/g)!;
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
