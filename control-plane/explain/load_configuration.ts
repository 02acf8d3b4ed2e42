import type { Revision } from "../../prisma/generated/client/client.ts";
import { type ConfigContent, configContent } from "../../shared/contracts/config_revision.ts";
import { priceBookDigest } from "../../shared/pricing/price_version.ts";
import { indexContent, type IndexedContent } from "../../shared/routing/indexed_content.ts";
import { NotFoundError, ValidationError } from "../api_error.ts";
import type { Transaction } from "../database.ts";
import { compileDraft } from "../publishing/compile.ts";
import { readDraft } from "../publishing/draft.ts";

/** A tenant's configuration, ready to be gone through. */
export interface LoadedConfiguration {
  /** Null for the draft. */
  revision: Revision | null;
  content: ConfigContent;
  indexed: IndexedContent;
}

/**
 * A tenant's draft (`number` null), compiled as publishing would, or one of its revisions. Throws `ValidationError` with what
 * stands against publishing the draft, `NotFoundError` for a number that was never published.
 */
export async function loadConfiguration(
  db: Pick<Transaction, "revision" | "$queryRaw">,
  tenantId: string,
  number: number | null,
): Promise<LoadedConfiguration> {
  if (number === null) return loaded(null, await compiledDraft(db, tenantId));
  const revision = await db.revision.findUnique({ where: { tenantId_number: { tenantId, number } } });
  if (revision === null) throw new NotFoundError(`There is no revision ${number}.`);
  return loaded(revision, readDocument(revision));
}

/** What a stored revision says; documents of every age are understood. */
export function readDocument({ document }: Pick<Revision, "document">): ConfigContent {
  return configContent.parse(document);
}

async function compiledDraft(db: Pick<Transaction, "$queryRaw">, tenantId: string): Promise<ConfigContent> {
  const draft = await readDraft(db as Transaction, tenantId);
  if (draft === null) throw new NotFoundError();
  const compiled = compileDraft(draft, { tenantId, priceBookDigest });
  if (compiled.state === "invalid") {
    throw new ValidationError(compiled.issues.map(({ path, message }) => ({ path: ["draft", ...path], message })));
  }
  return compiled.content;
}

function loaded(revision: Revision | null, content: ConfigContent): LoadedConfiguration {
  return { revision, content, indexed: indexContent(content) };
}
