import { HttpError } from "fresh";
import { readBoundedBody } from "./read_bounded_body.ts";

/** Of a form; ours hold a few lines of text. */
const BODY_BYTES_MAX = 65_536;

/** A posted form's fields. Throws HttpError when it is none, or too large. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    // Unread, it would close the connection.
    await request.body?.cancel();
    throw new HttpError(415, "Send a form.");
  }
  const bytes = await readBoundedBody(request, BODY_BYTES_MAX);
  if (bytes === "too_large") throw new HttpError(413, "This is too much text.");
  if (bytes === "broken") throw new HttpError(400, "The request broke off.");
  return new URLSearchParams(new TextDecoder().decode(bytes));
}
