import { MemoryLogger } from "../../../shared/logging/testing/memory_logger.ts";
import { systemClock } from "../../../shared/time/clock.ts";
import { forgetfulMemoryTransport } from "../../../shared/transport/memory/memory_transport.ts";
import { withDatabase } from "../../../testing/services.ts";
import { openDatabase } from "../../database.ts";
import type { CommitDependencies } from "../commit_records.ts";
import { LogPartitions } from "../log_partitions.ts";

/** An empty database and a record stream in memory. */
export async function recorderFixture() {
  const database = await withDatabase();
  const { db, close } = openDatabase(database.url, { connectionsMax: 6 });
  const transport = forgetfulMemoryTransport({ clock: systemClock });
  const logger = new MemoryLogger();
  const commit: CommitDependencies = {
    db,
    clock: systemClock,
    logger,
    partitions: new LogPartitions(db),
    retentionDays: 30,
    hooks: [],
  };
  return {
    db,
    transport,
    logger,
    commit,
    dependencies: { db, reader: transport.recordStream.reader, clock: systemClock, logger },
    async [Symbol.asyncDispose]() {
      await transport.close();
      await close();
      await database.drop();
    },
  };
}
