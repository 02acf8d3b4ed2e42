import { config } from "zod";

// Before the first schema is made: it would try whether `eval` is allowed, which the pages' policy forbids and reports.
config({ jitless: true });

export * from "zod";
