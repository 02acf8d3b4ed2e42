import assert from "node:assert/strict";
import { findOnPath } from "../../../testing/apt_program.ts";
import { startMockUpstream } from "../mock_upstream.ts";
import type { Party, Question } from "../party.ts";
import { compileNative } from "../programs/compile_native.ts";
import { questionBody } from "../question_body.ts";
import { startPerpetuo } from "./perpetuo.ts";

const compiler = findOnPath("cc", "gcc", "clang");
const SANITIZED = { sanitizeOps: true, sanitizeResources: true, sanitizeExit: true };

Deno.test({ name: "our gateway as the benchmark sets it up", ignore: compiler === null, ...SANITIZED }, async (t) => {
  await using undo = new AsyncDisposableStack();
  const directory = await Deno.makeTempDir();
  undo.defer(() => Deno.remove(directory, { recursive: true }));
  const program = await compileNative("mock_upstream", { compiler: compiler!, directory });
  const mock = await startMockUpstream(program, `${directory}/mock.log`);
  undo.defer(() => mock.stop());
  const party = await startPerpetuo("perpetuo", { mock, directory, keys: 3 });
  undo.defer(() => party.stop());
  const counts = { chunksEach: 5, underWayMax: 0, usesManyKeys: false };

  for (const question of ["whole", "stream", "translated_stream"] as const) {
    await t.step(`every answer to ${question} is recorded, counted by the limits and charged`, async () => {
      await mock.behave(question === "whole" ? "whole" : { chunks: 5, gapUs: 100 });
      const finish = await party.watch(question);
      for (let count = 0; count < 3; count++) await ask(party, question);
      assert.equal(await finish({ ...counts, answered: 3 }), null);
    });
  }

  await t.step("figures do not count when answers are more or dearer than what was accounted for", async () => {
    await mock.behave("whole");
    const more = await party.watch("whole");
    const dearer = await party.watch("stream");
    for (let count = 0; count < 3; count++) await ask(party, "whole");
    assert.equal(await more({ ...counts, answered: 2 }), "3 records of 2 answers");
    assert.match(
      await dearer({ ...counts, answered: 3, chunksEach: 90 }) ?? "",
      /the budget was charged for 1\.\d+ of 3/,
    );
  });

  await t.step("each of many keys is let in", async () => {
    const finish = await party.watch("whole");
    for (const authorization of party.manyKeys!) await ask(party, "whole", { authorization });
    assert.equal(await finish({ ...counts, answered: 3, usesManyKeys: true }), null);
  });
});

async function ask(party: Party, question: Question, headers: Record<string, string> = {}): Promise<void> {
  const target = party.target(question)!;
  const response = await fetch(`http://127.0.0.1:${target.port}${target.path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...target.headers, ...headers },
    body: questionBody(question, target.model),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text);
}
