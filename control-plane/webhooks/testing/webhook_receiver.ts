import { createHmac } from "node:crypto";
import { Buffer } from "node:buffer";

/** A request as a receiver got it. */
export interface ReceivedWebhook {
  path: string;
  headers: Headers;
  body: string;
}

/** A server that takes webhooks and answers as it is told. */
export interface WebhookReceiver extends AsyncDisposable {
  url: string;
  received: ReceivedWebhook[];
  /** What the next requests are answered with. Default 204. */
  answer: (request: ReceivedWebhook) => Response | Promise<Response>;
}

/** Starts a receiver on a free port of this machine. */
export function startWebhookReceiver(): WebhookReceiver {
  const receiver = {
    received: [] as ReceivedWebhook[],
    answer: (_request: ReceivedWebhook): Response | Promise<Response> => new Response(null, { status: 204 }),
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const got = { path: new URL(request.url).pathname, headers: request.headers, body: await request.text() };
    receiver.received.push(got);
    return await receiver.answer(got);
  });
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  });
}

/** Whether a signature of the request was made with the secret, as a receiver checks it by the specification alone. */
export function isSignedWith(secret: string, { headers, body }: ReceivedWebhook): boolean {
  const signed = `${headers.get("webhook-id")}.${headers.get("webhook-timestamp")}.${body}`;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  return headers.get("webhook-signature")!.split(" ").includes(expected);
}
