import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { csvLine } from "./csv_line.ts";
import type { ExportValue } from "./export_source.ts";

test("csvLine() quotes by RFC 4180 and lets no spreadsheet run a formula", () => {
  const cases: [ExportValue[], string][] = [
    [[], "\r\n"],
    [["plain", 1, 2.5, 3n, true, null, undefined], "plain,1,2.5,3,true,,\r\n"],
    [["a,b", 'say "hi"', "two\nlines", "two\r\nlines"], '"a,b","say ""hi""","two\nlines","two\r\nlines"\r\n'],
    [[new Date(0)], "1970-01-01T00:00:00.000Z\r\n"],
    [[{ a: 1, b: 2n }, ["x"]], '"{""a"":1,""b"":""2""}","[""x""]"\r\n'],
    [["=1+1", "+1", "-1", "@a"], "'=1+1,'+1,'-1,'@a\r\n"],
    [[" =1+1", "\t=1", "\rx", "\uff1d1"], "' =1+1,'\t=1,\"'\rx\",'\uff1d1\r\n"],
    [['=HYPERLINK("http://x","y")'], '"\'=HYPERLINK(""http://x"",""y"")"\r\n'],
    [[-1, -2n, "a=b", "1-2"], "-1,-2,a=b,1-2\r\n"],
  ];
  for (const [values, line] of cases) assert.equal(csvLine(values), line);
});
