import { ACTIONS, SERVICE_ACCOUNTS_TOO } from "../authorization/actions.ts";
import type { OperationRow } from "./operation_row.ts";
import { OPERATION_TABLE } from "./operation_table.ts";

const path = new URL("../../docs/authorization.md", import.meta.url);
const ROLES = ["VIEWER", "DEVELOPER", "ADMIN", "OWNER"] as const;

const HEAD = `# Who may do what

Every operation of the GraphQL API, and who may use it. The rules are \`control-plane/authorization/actions.ts\`, this
page is printed from them by \`deno task generate\`, and \`control-plane/refusals_test.ts\` lets everybody try every
operation.

- A role is one's role in the tenant that an object belongs to. To everybody else the object does not exist
  (\`NOT_FOUND\`).
- A token takes the scope of the action, beside the role of whose token it is. A \`…:write\` scope includes the \`…:read\`
  of the same resource.
- **own**: every person, about what is their own. Service accounts have nothing of their own.
- **anybody**: what it is given is secret by itself.
- Events on the [audit trail](audit.md) have the action as their name.
`;

/** The page of docs that says who may do what, as `deno fmt` writes it. */
export function printedAuthorization(): string {
  const operations = [...OPERATION_TABLE].sort((one, two) =>
    rank(one) - rank(two) || compare(one.operation, two.operation)
  );
  const rows = operations.map((row) => [
    `\`${row.operation}\``,
    row.public ? "anybody" : `\`${row.action}\``,
    row.public
      ? ""
      : [...new Set([row.action, ...row.also ?? []].map((action) => `\`${ACTIONS[action].scope}\``))].join(" "),
    ...ROLES.map((role) => mark(row, role)),
    serviceAccountMark(row),
  ]);
  const heads = ["operation", "action", "scopes", "viewer", "developer", "admin", "owner", "service account"];
  return `${HEAD}\n${table(heads, rows)}`;
}

function mark(row: OperationRow, role: (typeof ROLES)[number]): string {
  const roles = row.roles ?? ACTIONS[row.action].roles;
  if (row.public) return "yes";
  if (roles === "self") return "own";
  return (roles as readonly string[]).includes(role) ? "yes" : "";
}

function serviceAccountMark(row: OperationRow): string {
  if (row.public) return "yes";
  if (row.serviceAccount !== undefined) return row.serviceAccount === "allowed" ? "yes" : "";
  if (ACTIONS[row.action].roles !== "self") return "by role";
  return SERVICE_ACCOUNTS_TOO.has(row.action) ? "yes" : "";
}

/** Operations first, then objects and lists. */
function rank({ operation }: OperationRow): number {
  const order = ["Query", "Mutation", "Subscription", "Node"].indexOf(operation.split(".")[0]!);
  return order < 0 ? 4 : order;
}

function compare(one: string, two: string): number {
  return one < two ? -1 : one > two ? 1 : 0;
}

function table(heads: string[], rows: string[][]): string {
  const widths = heads.map((head, index) => Math.max(head.length, ...rows.map((row) => row[index]!.length)));
  const line = (cells: string[]) => `| ${cells.map((cell, index) => cell.padEnd(widths[index]!)).join(" | ")} |\n`;
  return line(heads) + line(widths.map((width) => "-".repeat(width))) + rows.map(line).join("");
}

if (import.meta.main) {
  const printed = printedAuthorization();
  if (!Deno.args.includes("--check")) {
    await Deno.writeTextFile(path, printed);
  } else if (await Deno.readTextFile(path).catch(() => "") !== printed) {
    console.error("docs/authorization.md is out of date: run `deno task generate`.");
    Deno.exit(1);
  }
}
