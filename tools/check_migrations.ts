import type { Blemish } from "./hygiene.ts";

/** The last migration from before there were these rules. */
const UNCHECKED_UNTIL = "0015_audit_trail";

/** The partitioned log, which is large and always written to. */
const LOG = "RequestLog";

/**
 * What in new migrations would break an old control plane that is still at work, or stop everybody: each as a blemish at
 * the statement's line. `-- contract: <reason>` in the file allows what takes away, `-- lock: <reason>` what locks for long.
 */
export async function findMigrationDangers(root: string): Promise<Blemish[]> {
  const dangers: Blemish[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${root}/prisma/migrations`)) {
    if (!isDirectory || name <= UNCHECKED_UNTIL) continue;
    const path = `prisma/migrations/${name}/migration.sql`;
    const sql = await Deno.readTextFile(`${root}/${path}`);
    dangers.push(...migrationDangers(sql).map((danger) => ({ path, ...danger })));
  }
  return dangers;
}

/** The same of one migration's text. */
export function migrationDangers(sql: string): { line: number; reason: string }[] {
  const allowed = {
    contract: /^-- contract: \S.{9,}$/m.test(sql),
    lock: /^-- lock: \S.{9,}$/m.test(sql),
    never: false,
  };
  const statements = statementsOf(sql);
  const known = newNames(statements.map(({ text }) => text));
  return statements.flatMap(({ line, text }) =>
    RULES.filter(({ unless, holds }) => !allowed[unless] && holds(text, known)).map(({ unless, reason }) => ({
      line,
      reason: unless === "never" ? reason : `${reason}: do it in a later release, or say why in '-- ${unless}: …'`,
    }))
  );
}

/** Tables, and columns of other tables, that the migration itself makes: nobody uses them yet. */
interface NewNames {
  tables: ReadonlySet<string>;
  columns: ReadonlySet<string>;
}

interface Rule {
  unless: "contract" | "lock" | "never";
  reason: string;
  holds(statement: string, known: NewNames): boolean;
}

const matches = (pattern: RegExp) => (statement: string) => pattern.test(statement);
const onOldTable = (pattern: RegExp) => (statement: string, { tables }: NewNames) => {
  const table = pattern.exec(statement)?.groups?.table;
  return table !== undefined && !tables.has(table);
};

const RULES: readonly Rule[] = [
  {
    unless: "contract",
    reason: "an old control plane still uses what is dropped",
    holds: matches(/\bDROP (TABLE|COLUMN|TYPE|FUNCTION|VIEW|SCHEMA|CONSTRAINT|DEFAULT)\b|^DROP INDEX .*_key"/i),
  },
  {
    unless: "contract",
    reason: "an old control plane still uses the old name",
    holds: matches(/\bRENAME (TO|COLUMN|CONSTRAINT|VALUE)\b|^ALTER TABLE \S+ RENAME\b/i),
  },
  {
    unless: "contract",
    reason: "another type rewrites the table, or takes less than old control planes write",
    holds: matches(/\bALTER COLUMN \S+ (SET DATA )?TYPE\b/i),
  },
  {
    unless: "contract",
    reason: "an old control plane cannot read a value that it does not know",
    holds: matches(/^ALTER TYPE \S+ ADD VALUE\b/i),
  },
  { unless: "contract", reason: "an old control plane may write NULL", holds: matches(/\bSET NOT NULL\b/i) },
  {
    unless: "contract",
    reason: "an old control plane does not write this column, which has no default",
    holds: (statement) =>
      [...statement.matchAll(/\bADD COLUMN (?:IF NOT EXISTS )?"?\w+"?([^,]*)/gi)].some(([, rest]) =>
        /\bNOT NULL\b/i.test(rest!) && !/\bDEFAULT\b|\bGENERATED\b/i.test(rest!)
      ),
  },
  {
    unless: "contract",
    reason: "old rows and old control planes do not keep to a new constraint: add it NOT VALID, or on a new column",
    holds: (statement, known) =>
      onOldTable(
        /^ALTER TABLE (?:ONLY )?"?(?<table>\w+)"? .*\bADD (CONSTRAINT|CHECK|UNIQUE|FOREIGN KEY|PRIMARY KEY)\b/i,
      )(
        statement,
        known,
      ) && !/\bNOT VALID\b/i.test(statement) && !isOnNewColumn(statement, known),
  },
  {
    unless: "contract",
    reason: "old control planes may write the same value twice",
    holds: (statement, known) =>
      onOldTable(/^CREATE UNIQUE INDEX .*? ON (?:ONLY )?"?(?<table>\w+)"?/i)(statement, known) &&
      !isOnNewColumn(statement, known),
  },
  {
    unless: "lock",
    reason: `an index on ${LOG} stops recorders while it is made`,
    holds: (statement) =>
      /^CREATE (UNIQUE )?INDEX\b/i.test(statement) && new RegExp(`\\bON (ONLY )?"${LOG}"`).test(statement),
  },
  {
    unless: "lock",
    reason: `a change of every row of ${LOG} takes as long as there are rows`,
    holds: matches(new RegExp(`^(UPDATE|DELETE FROM) "${LOG}"`, "i")),
  },
  { unless: "lock", reason: "it stops everybody", holds: matches(/^(LOCK|TRUNCATE|CLUSTER|VACUUM|REINDEX)\b/i) },
  {
    unless: "never",
    reason: "a migration is one transaction, which its runner begins and ends",
    holds: matches(/^(BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|END)\b|\bCONCURRENTLY\b/i),
  },
];

function isOnNewColumn(statement: string, { columns }: NewNames): boolean {
  const table = /(?:^ALTER TABLE (?:ONLY )?| ON (?:ONLY )?)"?(\w+)"?/i.exec(statement)?.[1];
  return Array.from(statement.matchAll(/"(\w+)"/g), ([, name]) => `${table}.${name}`).some((name) => columns.has(name));
}

function newNames(statements: readonly string[]): NewNames {
  const tables = new Set<string>();
  const columns = new Set<string>();
  for (const statement of statements) {
    const made = /^CREATE TABLE (?:IF NOT EXISTS )?"?(\w+)"?/i.exec(statement)?.[1];
    if (made !== undefined) tables.add(made);
    const table = /^ALTER TABLE (?:ONLY )?"?(\w+)"?/i.exec(statement)?.[1];
    for (const [, column] of statement.matchAll(/\bADD COLUMN (?:IF NOT EXISTS )?"?(\w+)"?/gi)) {
      columns.add(`${table}.${column}`);
    }
  }
  return { tables, columns };
}

/** Each statement on one line, without comments, and with the bodies of functions and texts left empty. */
function statementsOf(sql: string): { line: number; text: string }[] {
  const blank = (text: string) => text.replace(/[^\n]/g, " ");
  const bare = sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'/g, blank);
  let line = 1;
  return bare.split(";").flatMap((part) => {
    const start = line + (/^\s*/.exec(part)![0].match(/\n/g)?.length ?? 0);
    line += part.match(/\n/g)?.length ?? 0;
    const text = part.replace(/\s+/g, " ").trim();
    return text === "" ? [] : [{ line: start, text }];
  });
}
