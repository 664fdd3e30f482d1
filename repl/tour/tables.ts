/** What the tour runs on: the demo's topics where they are, else tables of its own with invented rows. */
import type { Catalog } from "../../schema/catalog.ts";
import type { TourTables } from "./steps.ts";

export const DEMO_TABLES: TourTables = { orders: "orders", payments: "payments", target: "big_orders" };
export const OWN_TABLES: TourTables = {
  orders: "tour_orders",
  payments: "tour_payments",
  target: "tour_big_orders",
};

/** Columns that the steps read. */
const READ: readonly (readonly [table: string, columns: readonly string[]])[] = [
  [DEMO_TABLES.orders, ["order_id", "customer", "city", "quantity", "price"]],
  [DEMO_TABLES.payments, ["order_id", "method"]],
];

/** Makes {@link OWN_TABLES} but for the target; does nothing where they are. */
export const OWN_DEFINITIONS = `CREATE TABLE IF NOT EXISTS ${OWN_TABLES.orders} (
  order_id BIGINT, customer TEXT, city TEXT, quantity INT, cents INT,
  price DECIMAL(10, 2) GENERATED ALWAYS AS (cents::DECIMAL(10, 2) / 100) STORED
) WITH (
  connector = 'datagen', rows_per_second = 40,
  fields.order_id.kind = 'sequence', fields.order_id.start = 1000,
  fields.customer.values = 'Ann,Bob,Chloe,Dan,Emma,Farid,Grace,Hugo,Ines,Jun',
  fields.city.values = 'Oslo,Lisbon,Nairobi,Osaka,Lima,Toronto',
  fields.quantity.min = 1, fields.quantity.max = 5, fields.cents.min = 499, fields.cents.max = 19999
);
CREATE TABLE IF NOT EXISTS ${OWN_TABLES.payments} (order_id BIGINT, method TEXT) WITH (
  connector = 'datagen', rows_per_second = 40,
  fields.order_id.kind = 'sequence', fields.order_id.start = 1000,
  fields.method.values = 'card,invoice,transfer,wallet'
);`;

/** Removes everything that the tour has made. */
export const OWN_CLEANUP = Object.values(OWN_TABLES).map((table) => `DROP TABLE IF EXISTS ${table};`).join(" ");

/** The demo's tables are there, as the demo makes them. */
export function hasDemoTables(catalog: Pick<Catalog, "table">): boolean {
  return READ.every(([table, columns]) => {
    const names = catalog.table(table)?.columns.map(({ name }) => name) ?? [];
    return columns.every((column) => names.includes(column));
  });
}
