import { z } from "zod";

/**
 * Who may read `/metrics`: `secret`, whoever shows `INTERNAL_SECRET` as a bearer token (nobody where there is none); `open`,
 * everybody; `off`, nobody, and there is nothing at that path.
 */
export const metricsAccess = z.enum(["secret", "open", "off"], "must be secret, open or off");
export type MetricsAccess = z.infer<typeof metricsAccess>;
