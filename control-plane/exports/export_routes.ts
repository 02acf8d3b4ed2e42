import { ApiError, NotFoundError, RateLimitedError } from "../api_error.ts";
import { recordAudit } from "../audit/record_audit.ts";
import { authorize } from "../authorization/authorize.ts";
import type { GraphqlContext } from "../graphql/context.ts";
import { errorAnswer } from "../http/error_answer.ts";
import { Slots } from "../http/slots.ts";
import type { ExportSource, OpenExport } from "./export_source.ts";
import { type ExportFormat, exportStream } from "./export_stream.ts";

export const EXPORT_PATH = "/api/export/";

const TYPES: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8; header=present",
  jsonl: "application/x-ndjson; charset=utf-8",
};
/** What a caller waits who finds no place free, seconds. */
const RETRY_AFTER_SECONDS = 10;

/**
 * Answers `GET /api/export/<name>.csv|jsonl`: authorized, on the audit trail, and streamed as the client takes it. At most
 * 2 of a tenant and 8 in all run at a time in a process; who finds no place is told to come again.
 */
export function createExportRoutes(
  sources: readonly ExportSource[],
  slots: Slots = new Slots({ eachMax: 2, allMax: 8 }),
): (request: Request, call: GraphqlContext) => Promise<Response> {
  const byName = new Map(sources.map((source) => [source.name, source]));
  return async (request, call) => {
    const { pathname, searchParams } = new URL(request.url);
    const asked = /^([a-z-]+)\.(csv|jsonl)$/.exec(pathname.slice(EXPORT_PATH.length));
    const source = asked === null ? undefined : byName.get(asked[1]!);
    if (source === undefined) return errorAnswer(new NotFoundError(`There is nothing at ${pathname}.`));
    if (request.method !== "GET") return methodRefusal();
    if (isForeign(request)) return foreignRefusal();
    const format = asked![2] as ExportFormat;
    let release: (() => void) | null = null;
    try {
      const open = await source.open(call, searchParams);
      release = slots.take(open.tenantId);
      if (release === null) {
        throw new RateLimitedError("Too many exports are running. Try again when one has ended.", RETRY_AFTER_SECONDS);
      }
      await audit(call, source, { open, format });
      return answer(call, source, { open, format, release });
    } catch (error) {
      release?.();
      if (error instanceof ApiError) return errorAnswer(error);
      throw error;
    }
  };
}

function answer(
  call: GraphqlContext,
  source: ExportSource,
  { open, format, release }: { open: OpenExport; format: ExportFormat; release: () => void },
): Response {
  const { clock, logger } = call.dependencies;
  const stream = exportStream(open, {
    format,
    clock,
    authorizeAgain: async () => {
      authorize(await call.authenticateAgain(), open.action, open.tenantId);
    },
    onEnd: (reason) => {
      release();
      if (reason !== null) {
        logger.warn("export_broken_off", { requestId: call.requestId, export: source.name, error: reason });
      }
    },
  });
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  return new Response(stream, {
    headers: {
      "content-type": TYPES[format],
      "content-disposition": `attachment; filename="${source.name}-${day}.${format}"`,
      // No other site may load it as if it were a script or a picture of its own.
      "cross-origin-resource-policy": "same-origin",
    },
  });
}

/** Before the first byte: what left the house is on the trail, whether or not all of it arrived. */
async function audit(
  call: GraphqlContext,
  source: ExportSource,
  { open, format }: { open: OpenExport; format: ExportFormat },
): Promise<void> {
  const actor = authorize(call.actor, open.action, open.tenantId);
  await call.dependencies.db.$transaction((tx) =>
    recordAudit(tx, { ...call, actor }, {
      action: "data.export",
      tenantId: open.tenantId,
      target: { kind: "Tenant", id: open.tenantId },
      after: { export: source.name, format, ...open.told },
    })
  );
}

/** Whether another site made the browser ask, with our cookies. */
function isForeign({ headers }: Request): boolean {
  const site = headers.get("sec-fetch-site");
  return headers.has("cookie") && site !== null && site !== "same-origin" && site !== "none";
}

function foreignRefusal(): Response {
  const message = "Requests with cookies are not taken from other sites.";
  return Response.json({ errors: [{ message, extensions: { code: "FORBIDDEN" } }] }, { status: 403 });
}

function methodRefusal(): Response {
  const body = { errors: [{ message: "Use GET.", extensions: { code: "VALIDATION" } }] };
  return Response.json(body, { status: 405, headers: { allow: "GET" } });
}
