import { z } from "zod";
import type { CapturedText } from "../../shared/contracts/captured_body.ts";
import { RESPONSE_HEADERS } from "../../shared/contracts/headers.ts";
import { type InternalRequest, internalRequest } from "../../shared/contracts/internal_call.ts";
import type { RequestRecord } from "../../shared/contracts/request_record.ts";
import { UnavailableError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import { authorizeObject } from "../authorization/authorize_object.ts";
import type { KnownActor } from "../authorization/actor.ts";
import { readBodies } from "../bodies/read_bodies.ts";
import type { Call } from "../call.ts";
import { callerTags } from "../gateway-calls/caller_tags.ts";
import { readBounded } from "../gateway-calls/read_bounded.ts";
import { revisionDocument } from "../gateway-calls/revision_document.ts";
import { findLog } from "../logs/read_logs.ts";
import { parseInput } from "../parse_input.ts";
import { awaitRecord } from "./await_record.ts";
import { flawOf, NotReplayableError } from "./not_replayable_error.ts";

/** How long a replay may take to its answer's end, milliseconds. */
const REPLAY_MS = 60_000;
/** As much of the answer as is told. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

export interface Replay {
  original: RequestRecord;
  /** As it was captured; null where none was begun. */
  originalAnswer: CapturedText | null;
  /** The new record's id. */
  requestId: string;
  /** Null while it is not stored. */
  record: RequestRecord | null;
  /** What a client would have got. */
  status: number;
  answer: string;
  answerTruncated: boolean;
}

export interface ReplayInput {
  requestLogId: string;
  target: string;
  revision?: number | null | undefined;
}

/**
 * Sends a captured request once more, as it was but for its `model`, and waits for its answer. It is a request of its own: it
 * costs, it is under the project's policies, and its record names the original. `NotReplayableError` where its body is not
 * there as it was; `UnavailableError` when no gateway can be reached, or the answer does not end within a minute.
 */
export async function replayRequest(call: Call, input: ReplayInput, signal: AbortSignal): Promise<Replay> {
  const { db } = call.dependencies;
  const { actor, object: original } = await authorizeObject(
    call,
    "request.replay",
    () => findLog(db, input.requestLogId),
  );
  // What is sent was captured, and what comes back answers it: whoever may not read the one gets neither.
  authorize(call.actor, "bodies.read", original.tenantId);
  const { target, revision } = parseInput(replayInput, input);
  const document = await revisionDocument(db, original.tenantId, revision);
  const bodies = await readBodies(call, original);
  if (bodies.state !== "captured") throw new NotReplayableError(bodies.state);
  const flaw = flawOf(bodies.texts.request);
  if (flaw !== null) throw new NotReplayableError(flaw);
  // Before it is sent: what cost money must be on the trail.
  await db.$transaction((tx) =>
    recordAudit(tx, { ...call, actor }, {
      action: "request.replay",
      tenantId: original.tenantId,
      target: { kind: "RequestLog", id: original.id },
      after: { target, revision },
    })
  );
  const body = { ...JSON.parse(bodies.texts.request.text), model: target };
  const request = { ...repeated(original, actor), body, revision: document };
  const answered = await send(call, request, signal);
  const record = await awaitRecord(call.dependencies, answered.requestId);
  return { original, originalAnswer: bodies.texts.answer, ...answered, record };
}

const replayInput = z.object({
  target: z.string().trim().min(1).max(256),
  revision: z.int().min(1).nullish().transform((number) => number ?? null),
});

/**
 * It stays the end user's: their limits hold for it, and their erasure takes it along. Tags that a gateway could not take are
 * left out.
 */
function repeated(original: RequestRecord, actor: KnownActor): Omit<InternalRequest, "body" | "revision"> {
  const { tenantId, projectId, dialect, endUser } = original;
  const tags = { ...original.tags, ...callerTags("replay", actor) };
  const sound = Object.entries(tags).filter(([name, value]) =>
    internalRequest.shape.tags.safeParse({ [name]: value }).success
  );
  return {
    tenantId,
    projectId,
    dialect,
    endUser: endUser || null,
    tags: Object.fromEntries(sound),
    replayOf: original.id,
    useCache: false,
  };
}

async function send(call: Call, request: InternalRequest, signal: AbortSignal) {
  const { clock, gatewayCalls } = call.dependencies;
  const late = new AbortController();
  const done = new AbortController();
  const deadline = clock.delay(REPLAY_MS, done.signal).then(() => late.abort(), () => {});
  try {
    const response = await gatewayCalls.send(request, AbortSignal.any([late.signal, signal]));
    const { bytes, isWhole } = await readBounded(response, ANSWER_BYTES_MAX);
    return {
      requestId: response.headers.get(RESPONSE_HEADERS.requestId)!,
      status: response.status,
      answer: new TextDecoder().decode(bytes),
      answerTruncated: !isWhole,
    };
  } catch (cause) {
    if (cause instanceof UnavailableError) throw cause;
    const why = late.signal.aborted
      ? NOT_IN_TIME
      : "The gateway's answer broke off. The replay's record says what came of it.";
    throw new UnavailableError(why, { cause });
  } finally {
    done.abort();
    await deadline;
  }
}

const NOT_IN_TIME = `The replay did not end within ${REPLAY_MS / 1_000} s. Its record says what came of it.`;
