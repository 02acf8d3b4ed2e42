import { ambient } from "./ambient.ts";
import { boundaries } from "./boundaries.ts";
import { fileLength } from "./file_length.ts";
import { naming } from "./naming.ts";
import { noForeignImport } from "./no_foreign_import.ts";
import { noStyleProp } from "./no_style_prop.ts";

/** The house's rules: what the architecture forbids is refused by `deno lint`, with a reason. */
const plugin: Deno.lint.Plugin = {
  name: "perpetuo",
  rules: {
    ambient,
    boundaries,
    "file-length": fileLength,
    naming,
    "no-foreign-import": noForeignImport,
    "no-style-prop": noStyleProp,
  },
};

export default plugin;
