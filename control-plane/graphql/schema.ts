import "./error_types.ts";
import "./scalars.ts";
import "../api-keys/schema.ts";
import "../bodies/losses_schema.ts";
import "../bodies/schema.ts";
import "../gaps/schema.ts";
import "../logs/schema.ts";
import "../logs/subscriptions.ts";
import "../members/schema.ts";
import "../policies/mutations.ts";
import "../policies/policy_counters_schema.ts";
import "../policies/schema.ts";
import "../projects/schema.ts";
import "../providers/key_schema.ts";
import "../providers/preset_schema.ts";
import "../providers/schema.ts";
import "../publishing/schema.ts";
import "../routes/schema.ts";
import "../targets/schema.ts";
import "../tenants/schema.ts";
import "../tokens/schema.ts";
import "../viewer/schema.ts";
import "../webhooks/mutations.ts";
import "../webhooks/schema.ts";
import { builder } from "./builder.ts";

/** The whole API, as every domain's schema.ts adds to it. */
export const schema = builder.toSchema();
