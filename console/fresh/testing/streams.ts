import assert from "node:assert/strict";
import { eventually } from "../../../testing/eventually.ts";

/** A server passes on bodies both ways as they come, and tells the app when a reader leaves. */
export async function assertStreams(url: string): Promise<void> {
  const body = new FormData();
  body.set("field", "value");
  const posted = await fetch(`${url}/stream`, { method: "POST", body });
  assert.equal(await posted.text(), "got value");
  assert.deepEqual(posted.headers.getSetCookie(), ["a=1", "b=2"]);
  const response = await fetch(`${url}/stream`);
  const reader = response.body!.getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), "data: first\n\n");
  assert.equal(await openStreams(url), "1");
  await reader.cancel();
  await eventually(async () => await openStreams(url) === "0");
}

async function openStreams(url: string): Promise<string> {
  return await (await fetch(`${url}/stream?open`)).text();
}
