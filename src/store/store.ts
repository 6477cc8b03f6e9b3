/** What the rest of the program holds of the database. Queries live in this room, one file per table. */
import type pg from 'pg';

export type Database = {
  /**
   * Rows of one statement; parameters only as `$1`. int8 comes as a decimal string, date as `YYYY-MM-DD`, timestamptz as a Date. With a name the
   * statement is parsed and planned once per connection: for those that run with every few mails.
   */
  query<Row extends object>(sql: string, values?: readonly unknown[], preparedName?: string): Promise<Row[]>;
};

export type Store = Database & {
  /** One transaction on one connection; rolled back when `work` throws. Throws also when a statement in it failed and `work` hid that. */
  transaction<Result>(work: (transaction: Database) => Promise<Result>): Promise<Result>;
  /** A connection of its own, for advisory locks and COPY. The caller releases it. */
  connect(): Promise<pg.PoolClient>;
  readonly pool: pg.Pool;
  /** `embedded` under the data folder, or `external` by DATABASE_URL. */
  readonly kind: 'embedded' | 'external';
  close(): Promise<void>;
};
