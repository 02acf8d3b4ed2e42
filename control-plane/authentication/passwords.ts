import { hash, verify } from "@node-rs/argon2";

/** Characters of a password. */
export const PASSWORD_LENGTH_MIN = 8;
export const PASSWORD_LENGTH_MAX = 128;

/** Hashes a password with Argon2id at OWASP's parameters: 19 MiB, two passes, one lane; some 30 ms off this thread. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 });
}

/** Whether the password is the one that was hashed; a hash made with other parameters is verified with its own. */
export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, password);
}

/** The package's enum exists in its types only. */
const ARGON2ID = 2;
