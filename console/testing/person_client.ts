import { Client, fetchExchange } from "@urql/core";
import type { TestControlPlane } from "../../control-plane/testing/test_control_plane.ts";
import type { Role } from "../../prisma/generated/client/enums.ts";
import { createSecretToken, sha256Hex } from "../../shared/identifiers/secret_token.ts";
import { uuidv7 } from "../../shared/identifiers/uuid.ts";

/** Makes an account, in a tenant where one is given. */
export async function makePerson(
  { db }: TestControlPlane,
  email: string,
  membership?: { tenantId: string; role: Role },
): Promise<void> {
  await db.user.create({
    data: {
      id: uuidv7(Date.now()),
      email,
      name: email.split("@")[0]!,
      ...(membership && { memberships: { create: { id: uuidv7(Date.now()), ...membership } } }),
    },
  });
}

/** A client that acts as somebody, by a token with all scopes. Operations that are named in `lost` never arrive. */
export async function personClient(
  plane: TestControlPlane,
  email: string,
  { lost = [] }: { lost?: readonly string[] } = {},
): Promise<Client> {
  const { id: userId } = await plane.db.user.findUniqueOrThrow({ where: { email } });
  const token = createSecretToken("ppt");
  const sha256 = Uint8Array.fromHex(sha256Hex(token.token));
  await plane.db.personalAccessToken.create({
    data: { id: uuidv7(Date.now()), tokenId: token.id, sha256, name: "test", scopes: ["*"], userId },
  });
  return new Client({
    url: `${plane.url}/graphql`,
    exchanges: [fetchExchange],
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: `Bearer ${token.token}` } },
    fetch: (input, init) => {
      const { operationName } = JSON.parse(String(init?.body));
      return lost.includes(operationName) ? Promise.reject(new TypeError("no network")) : fetch(input, init);
    },
  });
}
