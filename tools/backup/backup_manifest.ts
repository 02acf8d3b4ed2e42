import { z } from "zod";

/** What a backup says of itself, in `manifest.json`. */
export const backupManifestSchema = z.strictObject({
  schema: z.literal(1),
  madeAt: z.iso.datetime(),
  /** The migrations of the database that it was made of, in order: it is restored into one of these first. */
  migrations: z.array(z.string().regex(/^\d{4}_\w+$/)).min(1),
  /** Rows of each table, in the order in which they lie in the file. */
  tables: z.array(z.strictObject({ name: z.string(), rows: z.int().min(0) })),
  /** Days, in UTC, that records are of: each needs a partition. */
  recordDays: z.array(z.iso.date()),
  /** Of the rows' text before it was compressed, in hexadecimal digits. */
  sha256: z.string().length(64),
});

export type BackupManifest = z.infer<typeof backupManifestSchema>;

/** Names of the files in a backup's directory. */
export const BACKUP_FILES = {
  manifest: "manifest.json",
  rows: "database.jsonl.gz",
  masterKeys: "master_keys",
} as const;

/** The table that is partitioned by day, as SQL names it. */
export const RECORD_TABLE = `"RequestLog"`;
