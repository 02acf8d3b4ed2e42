import type { ChaosWorld } from "../../e2e/chaos/world.ts";

/** Bytes of each table with its indexes; partitions of one table are added up under its name. */
export type TableBytes = Record<string, number>;

export async function bytesByTable(world: ChaosWorld): Promise<TableBytes> {
  const rows = await world.sql<{ name: string; bytes: string }>(`
    SELECT coalesce(parent.relname, one.relname) AS name, sum(pg_total_relation_size(one.oid)) AS bytes
    FROM pg_stat_user_tables AS used
    JOIN pg_class one ON one.oid = used.relid
    LEFT JOIN pg_inherits inherited ON inherited.inhrelid = one.oid
    LEFT JOIN pg_class parent ON parent.oid = inherited.inhparent
    GROUP BY 1`);
  return Object.fromEntries(rows.map(({ name, bytes }) => [name, Number(bytes)]));
}
