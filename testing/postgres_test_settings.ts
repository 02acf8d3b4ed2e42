/** Settings of a Postgres for tests alone: what a crash of the machine takes is made again. */
export const POSTGRES_TEST_SETTINGS = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "200",
};
