import { PrismaPg } from "@prisma/adapter-pg";

type Adapter = Awaited<ReturnType<PrismaPg["connect"]>>;
type AdapterTransaction = Awaited<ReturnType<Adapter["startTransaction"]>>;

/**
 * Gives Prisma connections on which a statement may take `statementTimeoutMs` until Postgres ends it. The bound is set
 * within each transaction, and a query on its own becomes one: a bound on the session would be lost, or somebody else's,
 * behind a pooler that lends out sessions for a transaction each.
 */
export class TimedPg extends PrismaPg {
  readonly #statementTimeoutMs: number;

  constructor(
    config: ConstructorParameters<typeof PrismaPg>[0],
    { statementTimeoutMs }: { statementTimeoutMs: number },
  ) {
    super(config);
    this.#statementTimeoutMs = statementTimeoutMs;
  }

  override async connect(): Promise<Adapter> {
    const adapter = await super.connect();
    const start = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (isolationLevel) => {
      const transaction = await start(isolationLevel);
      try {
        await run(transaction, `SET LOCAL statement_timeout = ${this.#statementTimeoutMs}`);
        return transaction;
      } catch (error) {
        await ended(transaction, "ROLLBACK");
        throw error;
      }
    };
    adapter.queryRaw = (query) => within(adapter, (transaction) => transaction.queryRaw(query));
    adapter.executeRaw = (query) => within(adapter, (transaction) => transaction.executeRaw(query));
    return adapter;
  }
}

async function within<T>(adapter: Adapter, work: (transaction: AdapterTransaction) => Promise<T>): Promise<T> {
  const transaction = await adapter.startTransaction();
  let end = "ROLLBACK";
  try {
    const result = await work(transaction);
    end = "COMMIT";
    return result;
  } finally {
    await ended(transaction, end);
  }
}

/** A connection that is lost has ended its transaction already; the statement before has said so. */
async function ended(transaction: AdapterTransaction, statement: string): Promise<void> {
  await run(transaction, statement).catch(() => {});
  // Only gives the connection back: the statement above has ended the transaction.
  await transaction.commit();
}

function run(transaction: AdapterTransaction, sql: string): Promise<number> {
  return transaction.executeRaw({ sql, args: [], argTypes: [] });
}
