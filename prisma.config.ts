// Read by Prisma's stock CLI alone, which tools/prisma_cli.ts starts.
import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: {
    // Commands that need no database still want an address.
    url: Deno.env.get("DATABASE_DIRECT_URL") ?? Deno.env.get("DATABASE_URL") ?? "postgresql://127.0.0.1:1/none",
    shadowDatabaseUrl: Deno.env.get("SHADOW_DATABASE_URL"),
  },
});
