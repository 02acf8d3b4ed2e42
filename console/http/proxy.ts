import type { Clock } from "../../shared/time/clock.ts";
import type { PersistedDocuments } from "../graphql/persisted_documents.ts";
import { expandDocument } from "./expand_document.ts";
import { forwardedRequestHeaders, returnedHeaders } from "./forwarded_headers.ts";
import { type ProxyRefusal, refusalResponse } from "./proxy_refusal.ts";
import { readBoundedBody } from "./read_bounded_body.ts";

export interface ProxyOptions {
  /** Where the control plane is, without a slash at its end. */
  controlPlaneUrl: string;
  /** Where browsers reach this console, as they are told and nothing that they say. */
  publicUrl: string;
  /** What browsers may send by its id. */
  documents: PersistedDocuments;
  /** Whether they may send texts of their own and look around with GET: in development. */
  allowUnknownDocuments: boolean;
  fetch: typeof fetch;
  clock: Clock;
  /**
   * For the control plane to begin its answer, in milliseconds; what follows may take any time. Default 30,000, and for the
   * playground, where a model begins when it has thought, 300,000.
   */
  answerTimeoutMs?: number | undefined;
}

/** Of a request's body. */
export const BODY_BYTES_MAX = 1_048_576;

/**
 * Makes what passes `/graphql`, `/graphql/stream`, `/api/auth/*`, `/api/export/*` and `/api/playground` on to the control
 * plane, so that browsers know one origin; null for any other path. Answers stream as they come, never held back or
 * compressed. A browser that leaves ends the control plane's work, and a control plane that goes ends the browser's stream as
 * broken off. Never rejects.
 */
export function createProxy(
  options: ProxyOptions,
): (request: Request, peerAddress: string | null) => Promise<Response | null> {
  return async (request, peerAddress) => {
    const { pathname, search } = new URL(request.url);
    const dialect = dialectOf(pathname);
    if (dialect === null) return null;
    const body = await bodyFor(request, dialect, options);
    if (body.kind === "refused") {
      // Unread, it would close the connection.
      await request.body?.cancel().catch(() => {});
      return refusalResponse(body.refusal, dialect);
    }
    const answer = await forward(request, {
      url: options.controlPlaneUrl + pathname + search,
      body: body.bytes,
      headers: forwardedRequestHeaders(request.headers, { peerAddress, publicUrl: options.publicUrl }),
      timeoutMs: options.answerTimeoutMs ?? (pathname === PLAYGROUND_PATH ? PLAYGROUND_TIMEOUT_MS : ANSWER_TIMEOUT_MS),
    }, options);
    if (answer.kind === "refused") return refusalResponse(answer.refusal, dialect);
    const { status, statusText, headers } = answer.response;
    return new Response(answer.response.body, { status, statusText, headers: returnedHeaders(headers) });
  };
}

/** How refusals of ours look: as the control plane's own do at that path. */
export type ProxyDialect = "graphql" | "accounts";

type BodyOutcome = { kind: "body"; bytes: BodyInit | null } | { kind: "refused"; refusal: ProxyRefusal };
type AnswerOutcome = { kind: "answer"; response: Response } | { kind: "refused"; refusal: ProxyRefusal };

function dialectOf(pathname: string): ProxyDialect | null {
  if (pathname === "/graphql" || pathname === "/graphql/stream") return "graphql";
  // The control plane asks for POST itself, and for JSON.
  if (pathname === PLAYGROUND_PATH) return "accounts";
  // Exports are read with GET, and say themselves what is wrong.
  return pathname.startsWith("/api/auth/") || pathname.startsWith("/api/export/") ? "accounts" : null;
}

async function bodyFor(request: Request, dialect: ProxyDialect, options: ProxyOptions): Promise<BodyOutcome> {
  const isPost = request.method === "POST";
  if (dialect === "graphql" && !isPost && !options.allowUnknownDocuments) {
    return { kind: "refused", refusal: "method_not_allowed" };
  }
  if (request.body === null) return { kind: "body", bytes: null };
  const bytes = await readBoundedBody(request, BODY_BYTES_MAX);
  if (bytes === "too_large" || bytes === "broken") return { kind: "refused", refusal: bytes };
  if (dialect === "accounts" || !isPost) return { kind: "body", bytes };
  const expanded = expandDocument(bytes, options);
  return expanded.kind === "refused" ? expanded : { kind: "body", bytes: expanded.bytes };
}

async function forward(
  request: Request,
  { url, body, headers, timeoutMs }: { url: string; body: BodyInit | null; headers: Headers; timeoutMs: number },
  { fetch, clock }: ProxyOptions,
): Promise<AnswerOutcome> {
  const late = new AbortController();
  const begun = new AbortController();
  clock.delay(timeoutMs, begun.signal).then(() => late.abort(), () => {});
  try {
    const response = await fetch(url, {
      method: request.method,
      headers,
      body,
      // Where to go next is the browser's affair, and so are the cookies that come with it.
      redirect: "manual",
      // The request's own signal serves until the answer begins; from then on the browser's leaving cancels its body.
      signal: AbortSignal.any([request.signal, late.signal]),
    });
    return { kind: "answer", response };
  } catch {
    return { kind: "refused", refusal: late.signal.aborted ? "timed_out" : "unreachable" };
  } finally {
    begun.abort();
  }
}

const ANSWER_TIMEOUT_MS = 30_000;
const PLAYGROUND_TIMEOUT_MS = 300_000;
const PLAYGROUND_PATH = "/api/playground";
