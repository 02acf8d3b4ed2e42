import { parseArgs } from "node:util";
import { createAccounts } from "../control-plane/authentication/accounts.ts";
import { openDatabase } from "../control-plane/database.ts";
import { httpUrl, postgresUrl } from "../shared/environment/environment_fields.ts";
import { readEnvironment } from "../shared/environment/read_environment.ts";
import { openSecretFiles } from "../shared/environment/secret_files.ts";
import { JsonLinesLogger } from "../shared/logging/json_lines_logger.ts";
import { systemClock } from "../shared/time/clock.ts";
import { z } from "zod";

const HELP = `Prints a link that resets the password of an account, for whoever cannot be sent one by mail.

Usage: deno task reset-password <e-mail address>

Environment:
  DATABASE_URL
      the control plane's Postgres, needed
  PUBLIC_CONSOLE_URL
      where browsers reach the console, default http://localhost:3000

The link is good for an hour and for one use; give it to the account's owner and nobody else. 'deno task start' needs no
such command: it shows the link on its terminal when somebody asks for it on the sign-in page.`;

/** A link that resets an account's password, as the mail would have it; null when no account has that address. */
export async function resetLink(
  email: string,
  { databaseUrl, publicUrl }: { databaseUrl: string; publicUrl: string },
): Promise<string | null> {
  const { db, close } = openDatabase(databaseUrl, { connectionsMax: 2 });
  let link: string | null = null;
  try {
    const accounts = createAccounts({
      db,
      clock: systemClock,
      logger: new JsonLinesLogger({ write: (line) => console.error(line), clock: systemClock }),
      settings: { signup: "off" },
      // Signs cookies, of which there are none here.
      secret: crypto.randomUUID(),
      publicUrl,
      trustedOrigins: [],
      mailer: { send: ({ text }) => Promise.resolve(void (link = /https?:\S+/.exec(text)?.[0] ?? null)) },
    });
    const answer = await accounts.handle(
      new Request(`${publicUrl}/api/auth/request-password-reset`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email, redirectTo: "/reset-password" }),
      }),
    );
    if (!answer.ok) throw new Error(`no link was made: ${await answer.text()}`);
    await answer.body?.cancel();
    return link;
  } finally {
    await close();
  }
}

const variables = z.object({
  DATABASE_URL: postgresUrl(),
  PUBLIC_CONSOLE_URL: httpUrl().default("http://localhost:3000"),
});

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: { help: { type: "boolean" } }, allowPositionals: true });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [email] = positionals;
  if (email === undefined || positionals.length > 1) {
    console.error(HELP);
    return 2;
  }
  const opened = openSecretFiles(Deno.env.toObject());
  const read = readEnvironment(variables, opened.environment);
  if (!read.ok || opened.problems.length > 0) {
    for (const problem of [...opened.problems, ...read.ok ? [] : read.problems]) console.error(problem);
    return 1;
  }
  const { DATABASE_URL, PUBLIC_CONSOLE_URL } = read.value;
  const link = await resetLink(email, { databaseUrl: DATABASE_URL, publicUrl: PUBLIC_CONSOLE_URL });
  if (link === null) {
    console.error(`No account has the address ${email}.`);
    return 1;
  }
  console.log(link);
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
