import { encodeData } from "../../streams/encode_event.ts";
import type { MockAnswer } from "./mock_answer.ts";
import type { MockScript } from "./mock_script.ts";
import {
  type MockIdentity,
  scriptedErrorMessage,
  writeMockCompletion,
  writeMockError,
  writeMockFrames,
} from "./mock_wire.ts";

/** One thing that the mock does, `afterMs` after the one before. */
export type MockStep =
  & { afterMs: number }
  & (
    | { act: "head"; status: number; headers: Record<string, string> }
    | { act: "data"; bytes: Uint8Array<ArrayBuffer> }
    | { act: "end" }
    /** The connection breaks. */
    | { act: "break" }
  );

/** How the request wants its answer. */
export interface MockWish {
  stream: boolean;
  usageAsked: boolean;
}

/** Everything that the mock does for one request; a plan without an end stalls for ever. */
export function planMock(script: MockScript, identity: MockIdentity, answer: MockAnswer, wish: MockWish): MockStep[] {
  if (!wish.stream) return planMockWhole(script, writeMockCompletion(identity, answer));
  return planSilence(script) ?? planStream(script, identity, answer, wish);
}

/** An answer in one body; a break comes in the middle of it whatever its count says. */
export function planMockWhole(script: MockScript, bytes: Uint8Array<ArrayBuffer>): MockStep[] {
  const silence = planSilence(script);
  if (silence !== null) return silence;
  const afterMs = Math.max(script.latency, script.ttft ?? 0);
  const head: MockStep = { afterMs, act: "head", status: 200, headers: JSON_HEADERS };
  if (script.error_after !== undefined) {
    const error = writeMockError(500, "The mock provider was told to fail inside a 200.");
    return [head, { afterMs: 0, act: "data", bytes: error }, { afterMs: 0, act: "end" }];
  }
  const half: MockStep = { afterMs: 0, act: "data", bytes: bytes.subarray(0, bytes.length >>> 1) };
  if (script.fail_after !== undefined) return [head, half, { afterMs: 0, act: "break" }];
  if (script.stall_after !== undefined) return [head, half];
  if (script.cut_after !== undefined) return [head, half, { afterMs: 0, act: "end" }];
  return [head, { afterMs: 0, act: "data", bytes }, { afterMs: 0, act: "end" }];
}

/** An answer that is an HTTP error. */
export function planMockError(script: MockScript, status: number, message?: string): MockStep[] {
  const headers: Record<string, string> = { ...JSON_HEADERS };
  if (script.retry_after !== undefined) headers["retry-after"] = String(script.retry_after);
  return [
    { afterMs: script.latency, act: "head", status, headers },
    { afterMs: 0, act: "data", bytes: writeMockError(status, message ?? scriptedErrorMessage(script, status)) },
    { afterMs: 0, act: "end" },
  ];
}

const JSON_HEADERS = { "content-type": "application/json" };
const STREAM_HEADERS = { "content-type": "text/event-stream; charset=utf-8" };

/** The plan of an answer that does not even begin; null when it does. */
function planSilence(script: MockScript): MockStep[] | null {
  if (script.fail_after === 0) return [{ afterMs: script.latency, act: "break" }];
  return script.stall_after === 0 ? [] : null;
}

function planStream(script: MockScript, identity: MockIdentity, answer: MockAnswer, wish: MockWish): MockStep[] {
  const frames = writeMockFrames(identity, answer, wish.usageAsked);
  const steps: MockStep[] = [{ afterMs: script.latency, act: "head", status: 200, headers: STREAM_HEADERS }];
  for (const bytes of frames.before) steps.push({ afterMs: 0, act: "data", bytes });
  const firstAfterMs = Math.max(0, (script.ttft ?? 0) - script.latency);
  for (let sent = 0; sent <= frames.content.length; sent++) {
    const broken = stepsAt(script, sent);
    if (broken !== null) return [...steps, ...broken];
    const bytes = frames.content[sent];
    if (bytes !== undefined) steps.push({ afterMs: sent === 0 ? firstAfterMs : script.interval, act: "data", bytes });
  }
  for (const bytes of frames.after) steps.push({ afterMs: 0, act: "data", bytes });
  return [...steps, { afterMs: 0, act: "end" }];
}

/** How the stream breaks off after so many content chunks; null when it goes on. */
function stepsAt(script: MockScript, sent: number): MockStep[] | null {
  if (script.fail_after === sent) return [{ afterMs: script.interval, act: "break" }];
  if (script.stall_after === sent) return [];
  if (script.cut_after === sent) return [{ afterMs: script.interval, act: "end" }];
  if (script.error_after !== sent) return null;
  const error = { message: "The mock provider was told to fail inside the stream.", type: "server_error", code: null };
  return [
    { afterMs: script.interval, act: "data", bytes: encodeData(JSON.stringify({ error: { ...error, param: null } })) },
    { afterMs: 0, act: "end" },
  ];
}
