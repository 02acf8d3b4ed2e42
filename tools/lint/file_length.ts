import { repositoryPath } from "./repository_path.ts";
import { isTestFile } from "./source_kind.ts";

/** Refuses files of more than 300 lines (tests: 600): one that long holds more than one thing. */
export const fileLength: Deno.lint.Rule = {
  create(context) {
    return {
      Program() {
        const path = repositoryPath(context.filename);
        const linesMax = path !== null && isTestFile(path) ? 600 : 300;
        const text = context.sourceCode.text;
        const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
        if (lines <= linesMax) return;
        context.report({ range: [0, 1], message: `This file has ${lines} lines; ${linesMax} are the most. Split it.` });
      },
    };
  },
};
