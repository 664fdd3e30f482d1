/** The six steps of `\help start`. */

/** The tables that the tour is about. */
export interface TourTables {
  readonly orders: string;
  readonly payments: string;
  /** A table, and a topic of the embedded cluster, that step 5 makes. */
  readonly target: string;
}

export interface Step {
  /** What it is about. */
  readonly intro: string;
  /** What is proposed; the person may change it. */
  readonly statement: string;
  /** Fits every text that does what the step is about: once one of them ran, the tour goes on. */
  readonly done: RegExp;
}

export function tourSteps({ orders, payments, target }: TourTables): readonly Step[] {
  return [
    {
      intro: "A query shows rows as they come, until you stop it with Ctrl-C.",
      statement: `SELECT order_id, customer, city, quantity * price AS total FROM ${orders};`,
      done: /^\s*SELECT\b/i,
    },
    {
      intro: "A filter keeps some of the rows. LIMIT ends the query by itself. " +
        "Change the number, if you like.",
      statement: `SELECT order_id, customer, quantity * price AS total FROM ${orders}\n` +
        "WHERE quantity * price > 500 LIMIT 8;",
      done: /\bWHERE\b/i,
    },
    {
      intro: "A window sums up: orders and turnover of each city, every two seconds. " +
        "Its rows come when it closes.",
      statement: `SELECT city, count(*) AS orders, sum(quantity * price) AS total FROM ${orders}\n` +
        "GROUP BY city, tumble(INTERVAL '2 seconds') LIMIT 12;",
      done: /\b(tumble|hop|session)\s*\(/i,
    },
    {
      intro: "A join brings two streams together: who paid an order, and how.",
      statement: `SELECT o.order_id, o.customer, p.method FROM ${orders} AS o\n` +
        `JOIN ${payments} AS p ON p.order_id = o.order_id LIMIT 8;`,
      done: /\bJOIN\b/i,
    },
    {
      intro: "A pipeline: a table is bound to a topic of the embedded cluster, and filled. " +
        "You see what would be written before it is; answer y. Then it runs as a job, " +
        "and the prompt is yours.",
      statement: `CREATE TABLE IF NOT EXISTS ${target} (order_id BIGINT, customer TEXT, total DECIMAL(12, 2))\n` +
        `WITH (connection_profile = 'local', topic = '${target}', format = 'json');\n` +
        `INSERT INTO ${target} SELECT order_id, customer, quantity * price FROM ${orders}\n` +
        "WHERE quantity * price > 500;",
      done: /\bINSERT\s+INTO\b/i,
    },
    {
      intro: "Why is there nothing? Nobody orders more than five at once, so this stays " +
        "empty. Wait three seconds: the shell says why. Then stop it with Ctrl-C.",
      statement: `SELECT * FROM ${orders} WHERE quantity > 100;`,
      done: /\bquantity\s*>|^\s*\\why\b/i,
    },
  ];
}
