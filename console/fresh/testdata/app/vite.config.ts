import { fresh } from "@fresh/plugin-vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

export default defineConfig({ root: import.meta.dirname, plugins: [fresh(), tailwindcss()] });
