/** `deno task demo`: the embedded cluster with three live topics, and a shell on a query over them. */
import { runScript } from "../engine/script.ts";
import { parseScript } from "../sql/parse.ts";
import { localBootstrap } from "../connectors/embedded/local.ts";
import type { Program } from "./main.ts";
import { openSession } from "./open_session.ts";
import { runShell } from "./open_shell.ts";
import { report } from "./diagnostics.ts";
import { runText } from "./run_script.ts";

const NAMES = "Ann,Bob,Chloe,Dan,Emma,Farid,Grace,Hugo,Ines,Jun";
const CITIES = "Oslo,Lisbon,Nairobi,Osaka,Lima,Toronto";
const PRODUCTS = "kettle,lamp,notebook,backpack,headphones,tent";

/** Generators that write the topics; their tables keep out of the reader's way by their names. */
const WRITERS = `
CREATE TABLE _orders (order_id BIGINT NOT NULL, customer TEXT NOT NULL, city TEXT NOT NULL, product TEXT NOT NULL, quantity INT NOT NULL, cents INT NOT NULL)
WITH (connector = 'datagen', rows_per_second = 40, fields.order_id.kind = 'sequence', fields.order_id.start = 1000, fields.customer.values = '${NAMES}',
  fields.city.values = '${CITIES}', fields.product.values = '${PRODUCTS}', fields.quantity.min = 1, fields.quantity.max = 5, fields.cents.min = 499, fields.cents.max = 19999);
CREATE TABLE _payments (payment_id BIGINT NOT NULL, order_id BIGINT NOT NULL, method TEXT NOT NULL, accepted INT NOT NULL)
WITH (connector = 'datagen', rows_per_second = 40, fields.payment_id.kind = 'sequence', fields.payment_id.start = 1, fields.order_id.kind = 'sequence', fields.order_id.start = 1000,
  fields.method.values = 'card,invoice,transfer,wallet', fields.accepted.min = 0, fields.accepted.max = 19);
CREATE TABLE _page_views (customer TEXT NOT NULL, page TEXT NOT NULL, milliseconds INT NOT NULL)
WITH (connector = 'datagen', rows_per_second = 200, fields.customer.values = '${NAMES}', fields.page.values = '/,/search,/cart,/checkout,/help', fields.milliseconds.min = 3, fields.milliseconds.max = 900);
`;

/** Exported for the tour's tests. */
export const TABLES = `
CREATE TABLE orders (order_id BIGINT NOT NULL, customer TEXT, city TEXT, product TEXT, quantity INT, price DECIMAL(10, 2), ordered_at TIMESTAMP(3))
WITH (connection_profile = 'local', topic = 'orders', format = 'json', 'sink.key_field' = 'customer', 'topic.partitions' = 3);
CREATE TABLE payments (payment_id BIGINT NOT NULL, order_id BIGINT, method TEXT, status TEXT, paid_at TIMESTAMP(3))
WITH (connection_profile = 'local', topic = 'payments', format = 'avro', 'avro.confluent_schema_registry' = 'true');
CREATE TABLE page_views (customer TEXT, page TEXT, milliseconds INT, seen_at TIMESTAMP(3))
WITH (connection_profile = 'local', topic = 'page_views', format = 'json', 'sink.key_field' = 'customer', 'topic.partitions' = 2);
`;

const INSERTS = `EXECUTE STATEMENT SET BEGIN
INSERT INTO orders SELECT order_id, customer, city, product, quantity, cents::DECIMAL(10, 2) / 100, now()::TIMESTAMP(3) FROM _orders;
INSERT INTO payments SELECT payment_id, order_id, method, CASE WHEN accepted = 0 THEN 'declined' ELSE 'paid' END, now()::TIMESTAMP(3) FROM _payments;
INSERT INTO page_views SELECT customer, page, milliseconds, now()::TIMESTAMP(3) FROM _page_views;
END;`;

const QUERY =
  "SELECT order_id, customer, city, product, quantity * price AS total, ordered_at FROM orders WHERE quantity > 1;";

/** Rows that the demo prints without a terminal. */
const SAMPLE_ROWS = 12;

export async function runDemo(program: Program): Promise<number> {
  const opened = await openSession(program, { dir: undefined, saving: false, interactive: program.interactive });
  const { session, environment } = opened;
  const bootstrap = await localBootstrap(environment);
  const script = WRITERS + TABLES + INSERTS;
  await runScript(script, parseScript(script), session, {
    rows: () => ({ receive: () => {} }),
    info: () => {},
    test: () => Promise.resolve(undefined),
    notice: () => {},
    error: (error) => report(program, error),
    started: () => {},
  }, { continueOnError: false, checkOnly: false, detach: true });
  const [writer] = session.jobs;
  await writer?.started;
  for (const name of ["_orders", "_payments", "_page_views"]) await session.definitions.drop("table", name);
  const greeting = [
    `An embedded Kafka cluster runs at ${bootstrap}, in memory, for as long as this shell does.`,
    "Three topics fill up: orders, payments (in Avro, with a schema registry) and page_views.",
    "Ctrl-C stops the query below. Then type \\help start for a tour of six steps, or try",
    "\\d orders, \\jobs, CREATE TABLE paid FROM TOPIC 'payments'; and \\q to leave.",
  ];
  if (program.interactive) {
    return await runShell(program, { greeting, first: QUERY, open: () => Promise.resolve(opened) });
  }
  await using _opened = opened;
  for (const line of greeting.slice(0, 2)) program.notice(line);
  const limited = { ...program, agent: false, flags: { ...program.flags, limit: program.flags.limit ?? SAMPLE_ROWS } };
  return await runText(QUERY, session, limited);
}
