/** A statement, or a clause of one, as help knows it: one object with its name, syntax, meaning and examples. */
export interface StatementHelp {
  /** What it is asked for by: `CREATE TABLE`, `GROUP BY`. */
  readonly name: string;
  /** Other words for it. */
  readonly aliases?: readonly string[];
  /** One line. */
  readonly doc: string;
  /** `[ ]` may be left out, `|` separates choices, `…` repeats what stands before it. */
  readonly syntax: string;
  /** What a reader must know to write it right, a sentence each. */
  readonly notes?: readonly string[];
  /** Whole statements without the `;`, each of which parses; over the tables of {@link EXAMPLE_TABLES} all are bound. */
  readonly examples: readonly string[];
  /** Names of others. */
  readonly see?: readonly string[];
}

/** What the examples are about; run them to try an example out. */
export const EXAMPLE_TABLES = [
  `CREATE TABLE orders (order_id BIGINT, customer TEXT, product TEXT, price DOUBLE, ordered_at TIMESTAMP(3), WATERMARK FOR ordered_at AS ordered_at - INTERVAL '5' SECOND) WITH (connection_profile = 'local', topic = 'orders', format = 'json')`,
  `CREATE TABLE payments (order_id BIGINT, method TEXT, paid_at TIMESTAMP(3), WATERMARK FOR paid_at AS paid_at - INTERVAL '5' SECOND) WITH (connection_profile = 'local', topic = 'payments', format = 'json')`,
  `CREATE TABLE expensive (order_id BIGINT, customer TEXT, price DOUBLE) WITH (connection_profile = 'local', topic = 'expensive', format = 'json')`,
] as const;
