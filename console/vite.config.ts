import { fresh } from "@fresh/plugin-vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    // `main.ts` starts the console; the application that it serves is in `app.ts`.
    fresh({ serverEntry: "./app.ts" }),
    tailwindcss(),
  ],
});
