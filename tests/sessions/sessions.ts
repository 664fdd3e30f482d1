/** The sessions that README.md and docs/ show. */
import type { Session, Step } from "./session.ts";

const enter = (line: string): Step => ({ kind: "enter", line });
const press = (keys: string): Step => ({ kind: "press", keys });
const until = (shows: RegExp): Step => ({ kind: "until", shows });
const shot = (name: string, from: RegExp): Step => ({ kind: "shot", name, from });

const CTRL_C = "\x03";
const PROMPT = /(^|\n)sql> ?$/;

/** Rows of a live query, and below them the line that says how it is doing. */
const LIVE = /\d+ │[^\n]*\n(?:[^\n]*\n)?[^\n]*[1-9]\d*\/s in[^\n]*$/;
const LIVE_ABOVE_PROMPT = new RegExp(`${LIVE.source.slice(0, -1)}\\nsql> ?$`);

/** Waits for an answer that ends with the prompt. */
const answered = (text: RegExp) => until(new RegExp(`${text.source}[^]*\\nsql> ?$`));

export const DEMO: Session = {
  name: "demo",
  command: "deno task demo",
  args: ["--demo"],
  cols: 120,
  rows: 40,
  steps: [
    until(LIVE_ABOVE_PROMPT),
    shot("live", /^sql> /),
    press(CTRL_C),
    answered(/stopped reading orders/),
    enter("SELECT page, milliseconds FROM page_views WHERE milliseconds > 880 LIMIT 3;"),
    answered(/\n3 rows/),
    enter("SELECT custmer FROM orders;"),
    answered(/Hint: /),
    enter("CREATE TABLE big_orders (order_id BIGINT, customer TEXT, total DECIMAL(12, 2))"),
    until(/\.\.\.> ?$/),
    enter("WITH (connection_profile = 'local', topic = 'big_orders', format = 'json');"),
    answered(/Created table big_orders/),
    enter("INSERT INTO big_orders SELECT order_id, upper(customer), quantity * price FROM orders"),
    until(/\.\.\.> ?$/),
    enter("WHERE quantity * price > 500;"),
    until(/write\? \[y\/N\] ?$/),
    enter("y"),
    answered(/job \d+ runs/),
    enter("SELECT * FROM big_orders LIMIT 3;"),
    answered(/LIMIT 3;[^]*\n3 rows/),
    enter("\\q"),
    until(/leave\? y\/N ?$/),
    enter("y"),
  ],
};

/** Takes the statement that the tour proposes, when it does so, and runs it. */
const take = (proposed: RegExp): readonly Step[] => [until(proposed), { kind: "take" }];

export const TOUR: Session = {
  name: "tour",
  command: "deno task shell",
  args: ["--dir", "DIR/shop"],
  cols: 110,
  rows: 40,
  steps: [
    enter("\\help start"),
    ...take(/\[1\/6\][^]*sql> SELECT order_id/),
    until(LIVE),
    press(CTRL_C),
    ...take(/\[2\/6\][^]*sql> SELECT /),
    until(/\n8 rows/),
    ...take(/\[3\/6\][^]*sql> SELECT /),
    until(/\n12 rows/),
    ...take(/\[4\/6\][^]*sql> SELECT /),
    until(/method\n[^]*\n8 rows/),
    ...take(/\[5\/6\][^]*sql> CREATE /),
    until(/write\? \[y\/N\] ?$/),
    enter("y"),
    ...take(/\[6\/6\][^]*sql> SELECT /),
    until(/WHERE dropped all/),
    press(CTRL_C),
    ...take(/That was the tour[^]*sql> DROP /),
    answered(/Dropped table tour_big_orders/),
    enter("\\q"),
    until(/leave\? y\/N ?$/),
    enter("y"),
  ],
};

export const TOPICS: Session = {
  name: "topics",
  command: "deno task shell",
  args: ["--dir", "DIR/shop"],
  cols: 110,
  rows: 40,
  steps: [
    until(PROMPT),
    enter(
      "CREATE TABLE visits (who TEXT, page TEXT) WITH (connection_profile = 'local', topic = 'visits', format = 'json');",
    ),
    answered(/Created table visits/),
    enter("INSERT INTO visits VALUES ('Ann', '/'), ('Bob', '/cart'), ('Ann', '/help');"),
    answered(/3 rows written/),
    enter("CREATE TABLE found FROM TOPIC 'visits';"),
    until(/create\? \[Y\/n\/e\] ?$/),
    enter("y"),
    answered(/Created table found/),
    enter("\\d found"),
    answered(/page/),
    enter("SELECT who FROM visits;"),
    until(/\\why says/),
    press(CTRL_C),
    answered(/stopped reading visits/),
    enter("\\why"),
    answered(/1\. Reading of visits/),
    enter("\\q"),
  ],
};

/** Saves a function that gives so many hundredths of a price. */
const margin = (share: string): Step => ({
  kind: "save",
  name: "margin.ts",
  text: `export function margin(price: number | null): number | null {
  return price && Math.round(price * ${share}) / 100;
}
`,
});

export const FUNCTIONS: Session = {
  name: "functions",
  command: "deno task shell",
  args: ["--dir", "DIR/shop"],
  cols: 110,
  rows: 40,
  steps: [
    until(PROMPT),
    enter("CREATE TABLE sales (price DOUBLE NOT NULL) WITH (connector = 'datagen', rows_per_second = 20);"),
    answered(/Created table sales/),
    enter("CREATE FUNCTION margin(price DOUBLE) RETURNS DOUBLE LANGUAGE typescript AS 'margin.ts';"),
    answered(/Hint: /),
    margin("20"),
    enter("CREATE FUNCTION margin(price DOUBLE) RETURNS DOUBLE LANGUAGE typescript AS 'margin.ts';"),
    answered(/Created function margin/),
    enter("SELECT price, margin(price) AS margin FROM sales;"),
    until(LIVE_ABOVE_PROMPT),
    margin("25"),
    until(/margin was loaded again/),
    margin("25 +"),
    until(/margin keeps its old code/),
    press(CTRL_C),
    answered(/stopped reading sales/),
    enter("\\df margin"),
    answered(/old code is in use/),
    enter("\\q"),
  ],
};

const AGENT_SQL = `CREATE TABLE ticks WITH (connector = 'impulse', event_rate = 1000);
SELECT counter, counter % 7 = 0 AS seventh FROM ticks WHERE counter < 3;
SELECT nope FROM ticks;`;

/** Ends when an agent's 10 seconds are over. */
export const AGENT: Session = {
  name: "agent",
  command: `SLUICE_AGENT=1 deno run -q -P mod.ts --continue -e "${AGENT_SQL}"`,
  args: ["--continue", "-e", AGENT_SQL],
  env: { SLUICE_AGENT: "1" },
  cols: 160,
  rows: 30,
  steps: [],
  exitCode: 1,
};

export const SESSIONS: readonly Session[] = [DEMO, TOUR, TOPICS, FUNCTIONS, AGENT];
