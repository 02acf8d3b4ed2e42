import { auditExport } from "../audit/audit_export.ts";
import { logsExport } from "../logs/logs_export.ts";
import { usageExport } from "../usage/usage_export.ts";
import type { ExportSource } from "./export_source.ts";

/** Everything that can be exported. */
export const EXPORTS: readonly ExportSource[] = [auditExport, logsExport, usageExport];
