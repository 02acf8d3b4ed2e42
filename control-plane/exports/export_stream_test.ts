import assert from "node:assert/strict";
import { systemClock } from "../../shared/time/clock.ts";
import { test } from "../../testing/test.ts";
import type { ExportRow, OpenExport } from "./export_source.ts";
import { exportStream, type ExportStreamOptions } from "./export_stream.ts";

function source(pages: ExportRow[][]): OpenExport & { read: number } {
  const rest = [...pages];
  const made = {
    tenantId: "t",
    action: "audit.read" as const,
    columns: ["name", "count"],
    told: {},
    read: 0,
    nextPage: () => {
      made.read++;
      return Promise.resolve(rest.shift() ?? null);
    },
  };
  return made;
}

function open(exported: OpenExport, options: Partial<ExportStreamOptions> = {}) {
  const ends: unknown[] = [];
  const stream = exportStream(exported, {
    format: "csv",
    clock: systemClock,
    authorizeAgain: () => Promise.resolve(),
    onEnd: (reason) => ends.push(reason),
    ...options,
  });
  return { stream, ends };
}

const text = (stream: ReadableStream<Uint8Array>) =>
  new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).text();

test("exportStream() writes every page as CSV or JSON lines, and ends once", async () => {
  const pages = [[{ name: "=a", count: 1n }, { name: "b" }], [{ name: "c", count: 3 }]];
  const csv = open(source(pages));
  assert.equal(await text(csv.stream), "name,count\r\n'=a,1\r\nb,\r\nc,3\r\n");
  assert.deepEqual(csv.ends, [null]);
  const jsonl = open(source(pages), { format: "jsonl" });
  const lines = ['{"name":"=a","count":"1"}', '{"name":"b","count":null}', '{"name":"c","count":3}'];
  assert.equal(await text(jsonl.stream), lines.join("\n") + "\n");
  assert.equal(await text(open(source([])).stream), "name,count\r\n");
});

test("exportStream() reads no more than its reader takes, and nothing once the reader is gone", async () => {
  const endless = source(Array.from({ length: 1_000 }, () => [{ name: "x" }]));
  const { stream, ends } = open(endless);
  const reader = stream.getReader();
  await reader.read();
  await reader.read();
  assert.ok(endless.read <= 3, `${endless.read} pages`);
  await reader.cancel();
  const { read } = endless;
  assert.equal(ends.length, 1);
  await Promise.resolve();
  assert.equal(endless.read, read);
});

test("exportStream() breaks off what fails, is too long, takes too long, or is not allowed any more", async () => {
  const failing = { ...source([]), nextPage: () => Promise.reject(new Error("no database")) };
  const long = source([[{ name: "a" }, { name: "b" }], [{ name: "c" }]]);
  let nowMs = 0;
  const delay = (_ms: number, signal?: AbortSignal) =>
    new Promise<void>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const later = { now: () => nowMs, monotonic: () => nowMs += 61_000, delay };
  const cases: [ReturnType<typeof open>, RegExp][] = [
    [open(failing), /no database/],
    [open(long, { rowsMax: 2 }), /more than 2 rows/],
    [open(source([[]]), { clock: { ...systemClock, delay: () => Promise.resolve() } }), /took longer/],
    [open(source([[]]), { clock: later, authorizeAgain: () => Promise.reject(new Error("no member")) }), /no member/],
  ];
  for (const [{ stream, ends }, message] of cases) {
    await assert.rejects(text(stream), message);
    assert.equal(ends.length, 1);
    assert.match(String(ends[0]), message);
  }
});
