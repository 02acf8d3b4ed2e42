import { z } from "zod";

/** The least that is logged: `info`, everything; `warn`, nothing of the normal course of things; `error`. */
export const logLevel = z.enum(["info", "warn", "error"], "must be info, warn or error");
export type LogLevel = z.infer<typeof logLevel>;
