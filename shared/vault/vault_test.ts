import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { test } from "../../testing/test.ts";
import { credentialContext } from "../contracts/credential.ts";
import { LocalKms } from "./local_kms.ts";
import { sealedFromJson, sealedToJson } from "./sealed_json.ts";
import { type Sealed, Vault } from "./vault.ts";
import type { VaultErrorCode } from "./vault_error.ts";

const keyOne = `k1:${randomBytes(32).toString("base64")}`;
const keyTwo = `k2:${randomBytes(32).toString("base64")}`;
const context = credentialContext("tenant-a", "credential-1");
const secret = "sk-live-Grüße-秘密";

const vaultOf = (spec: string) => new Vault(LocalKms.parse(spec));
const refusedWith = (code: VaultErrorCode) => (error: unknown) => {
  assert.equal((error as { code?: string }).code, code);
  assert.ok(!String(error).includes("sk-live"));
  return true;
};

test("Vault.open() gives back what seal() took", async () => {
  const vault = vaultOf(keyOne);
  for (const text of [secret, "", "\uFEFFmarked", "x".repeat(100_000)]) {
    assert.equal(await vault.open(await vault.seal(text, context), context), text);
  }
});

test("Vault.seal() never writes the same bytes twice, and none of the secret", async () => {
  const vault = vaultOf(keyOne);
  const [first, second] = [await vault.seal(secret, context), await vault.seal(secret, context)];
  assert.notDeepEqual(first.ciphertext, second.ciphertext);
  assert.notDeepEqual(first.wrappedKey, second.wrappedKey);
  assert.ok(!Buffer.from(first.ciphertext).includes("sk-live"));
});

test("Vault.open() refuses another tenant's and another record's context", async () => {
  const vault = vaultOf(keyOne);
  const sealed = await vault.seal(secret, context);
  const strangers = [credentialContext("tenant-b", "credential-1"), credentialContext("tenant-a", "credential-2"), ""];
  for (const stranger of strangers) {
    await assert.rejects(vault.open(sealed, stranger), refusedWith("not_authentic"));
    await assert.rejects(vaultOf(`${keyTwo},${keyOne}`).rewrap(sealed, stranger), refusedWith("not_authentic"));
  }
});

test("Vault.open() refuses an unknown master key, and one of the same name with other bytes", async () => {
  const sealed = await vaultOf(keyOne).seal(secret, context);
  await assert.rejects(vaultOf(keyTwo).open(sealed, context), refusedWith("unknown_master_key"));
  await assert.rejects(vaultOf(keyTwo.replace("k2", "k1")).open(sealed, context), refusedWith("not_authentic"));
});

test("Vault.open() refuses a sealed value when any bit of it differs", async () => {
  const vault = vaultOf(keyOne);
  const sealed = await vault.seal("short", context);
  for (const field of ["ciphertext", "wrappedKey"] as const) {
    for (let index = 0; index < sealed[field].length; index++) {
      const altered: Sealed = { ...sealed, [field]: sealed[field].slice() };
      altered[field][index]! ^= 1;
      await assert.rejects(vault.open(altered, context), refusedWith(index === 0 ? "malformed" : "not_authentic"));
    }
    const cut: Sealed = { ...sealed, [field]: sealed[field].slice(0, 28) };
    await assert.rejects(vault.open(cut, context), refusedWith("malformed"));
  }
});

test("Vault.open() refuses a ciphertext under the wrapped key of another", async () => {
  const vault = vaultOf(keyOne);
  const [first, second] = [await vault.seal("first", context), await vault.seal("second", context)];
  const mixed = { ...first, wrappedKey: second.wrappedKey };
  await assert.rejects(vault.open(mixed, context), refusedWith("not_authentic"));
});

test("Vault.rewrap() moves a secret to the current master key without touching its ciphertext", async () => {
  const sealed = await vaultOf(keyOne).seal(secret, context);
  const rotating = vaultOf(`${keyTwo},${keyOne}`);
  assert.equal(await rotating.open(sealed, context), secret);
  const rewrapped = await rotating.rewrap(sealed, context);
  assert.equal(rewrapped?.masterKeyId, "k2");
  assert.equal(rewrapped.ciphertext, sealed.ciphertext);
  assert.equal(await vaultOf(keyTwo).open(rewrapped, context), secret);
  assert.equal(await rotating.rewrap(rewrapped, context), null);
});

test("LocalKms.parse() names every problem in one error, without key material", () => {
  assert.throws(() => LocalKms.parse("k1:c2hvcnQ=,c2VjcmV0"), (error: Error) => {
    assert.equal(
      error.message,
      "master key 1 is 5 bytes long: exactly 32 are needed; master key 2 has no colon between its id and its key",
    );
    return true;
  });
});

test("sealedFromJson() reads what sealedToJson() wrote", async () => {
  const vault = vaultOf(keyOne);
  const sealed = await vault.seal(secret, context);
  const copy = sealedFromJson(JSON.parse(JSON.stringify(sealedToJson(sealed))));
  assert.deepEqual(copy, sealed);
  assert.equal(await vault.open(copy, context), secret);
});
