import { join } from "node:path";
import { fresh } from "@fresh/plugin-vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { zodPlugin } from "./browser/zod_plugin.ts";
import { persistedDocumentsPlugin } from "./graphql/persisted_documents_plugin.ts";

export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  plugins: [
    // `main.ts` starts the console; the application that it serves is in `app.ts`.
    fresh({ serverEntry: "./app.ts" }),
    tailwindcss(),
    persistedDocumentsPlugin(),
    zodPlugin(),
  ],
  // Islands use what is shared by all parts, such as the clock.
  server: { fs: { allow: [join(import.meta.dirname!, "../shared")] } },
  // Packages ask for it at every turn, and the process that serves the build may not read it.
  define: command === "build" ? { "process.env.NODE_ENV": '"production"' } : {},
}));
