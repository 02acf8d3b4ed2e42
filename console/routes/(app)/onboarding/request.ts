import { HttpError } from "fresh";
import { readBoundedBody } from "../../../http/read_bounded_body.ts";
import { exampleRequest, sendExampleRequest } from "../../../onboarding/example_request.ts";
import { define } from "../../../state.ts";

export const handlers = define.handlers({
  /** Sends a request to the gateway for the page, which has the key; JSON in and out. */
  async POST(ctx) {
    const bytes = await readBoundedBody(ctx.req, BODY_BYTES_MAX);
    const read = exampleRequest.safeParse(typeof bytes === "string" ? null : parsed(bytes));
    if (!read.success) throw new HttpError(400, "This is no request to the gateway.");
    const { config: { gatewayUrl }, fetch, clock } = ctx.state.dependencies;
    const { signal } = ctx.req;
    return Response.json(await sendExampleRequest(read.data, { gatewayUrl, fetch, clock, signal }));
  },
});

const BODY_BYTES_MAX = 4_096;

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
