import type { Client } from "@urql/core";
import { createDefine } from "fresh";
import type { ConsoleDependencies } from "./dependencies.ts";
import type { Theme } from "./session/theme.ts";
import type { Place, Project, Tenant, Viewer } from "./session/viewer.ts";

/** What the middlewares find out about a request, for the pages. */
export interface State {
  dependencies: ConsoleDependencies;
  /** UUIDv7; on every answer as `x-request-id`, on error pages and in the log. */
  requestId: string;
  theme: Theme;
  /** Asks the control plane as the reader, for this request alone. */
  client: Client;
  /** Below `(app)` only: everything there is for people who signed in. */
  viewer: Viewer;
  /** Below `(app)`: where the shell's links lead. Null while the reader has no tenant; its project may be null too. */
  place: Place | null;
  /** Below `t/[tenant]` only. */
  tenant: Tenant;
  /** Below `t/[tenant]/p/[project]` only. */
  project: Project;
  /** What a page below a section is about, for the breadcrumbs: set by its handler. */
  detail?: string;
}

export const define = createDefine<State>();
