/**
 * Random queries that SQLite and Sluice define alike, as one text for both: no arithmetic that overflows or divides by
 * zero, sums that are exact in any order, an explicit place of NULLs, only names that are used once.
 */
import type { Choices } from "./choices.ts";

/**
 * `small` are integers that may be added up, `big` any integers; `half` multiples of a quarter that may be added up,
 * `float` any numbers.
 */
export type Kind = "small" | "big" | "half" | "float" | "text" | "bool";

export interface OutputColumn {
  readonly name: string;
  readonly kind: Kind;
}

/** Columns of every table; `id` is unique. */
export const TABLE_COLUMNS: readonly OutputColumn[] = [
  { name: "id", kind: "small" },
  { name: "k", kind: "small" },
  { name: "m", kind: "small" },
  { name: "b", kind: "big" },
  { name: "h", kind: "half" },
  { name: "y", kind: "float" },
  { name: "s", kind: "text" },
  { name: "f", kind: "bool" },
];
export const TABLES = ["t", "u", "v"];

export const TEXTS = ["", "a", "ab", "b", "A", "é", "z'", "a%"];
const KINDS: readonly Kind[] = ["small", "text", "half", "bool", "big", "float"];

const FRAMES = [
  "",
  " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW",
  " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING",
  " RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
];

interface Query {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

/** Something in FROM; its columns are qualified. */
interface Relation {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

export function randomQuery(choices: Choices): string {
  const { sql, columns } = new QueryMaker(choices).query(3);
  if (!choices.chance(10)) return sql;
  const order = columns.map((_, i) =>
    `${i + 1}${choices.pick(["", " DESC"])} NULLS ${choices.pick(["FIRST", "LAST"])}`
  );
  const offset = choices.chance(30) ? ` OFFSET ${choices.below(3)}` : "";
  return `SELECT * FROM (${sql}) ORDER BY ${order.join(", ")} LIMIT ${choices.below(6)}${offset}`;
}

class QueryMaker {
  readonly #choices: Choices;
  #names = 0;

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  #name(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  /** `depth` is how many queries may lie within each other. */
  query(depth: number): Query {
    const forms = [
      () => this.#plain(depth),
      () => this.#grouped(depth),
      () => this.#grouped(depth),
      () => this.#global(depth),
    ];
    if (depth > 0) forms.push(() => this.#setOperation(depth), () => this.#topN(depth), () => this.#over(depth));
    return this.#choices.oneOf(...forms);
  }

  // -------------------------------------------------------------------------------------------------------------------
  // FROM

  #relation(depth: number): Relation {
    const forms = [() => this.#table()];
    if (depth > 0) forms.push(() => this.#derived(depth), () => this.#join(depth), () => this.#join(depth));
    return this.#choices.oneOf(...forms);
  }

  #simple(depth: number): Relation {
    return this.#choices.oneOf(() => this.#table(), () => depth > 0 ? this.#derived(depth) : this.#table());
  }

  #table(): Relation {
    const alias = this.#name("r");
    return { sql: `${this.#choices.pick(TABLES)} AS ${alias}`, columns: qualified(TABLE_COLUMNS, alias) };
  }

  #derived(depth: number): Relation {
    const alias = this.#name("r");
    const { sql, columns } = this.query(depth - 1);
    return { sql: `(${sql}) AS ${alias}`, columns: qualified(columns, alias) };
  }

  #join(depth: number): Relation {
    const [left, right] = [this.#simple(depth - 1), this.#simple(depth - 1)];
    const columns = [...left.columns, ...right.columns];
    const equal = this.#equality(left.columns, right.columns);
    if (equal === undefined) return { sql: `${left.sql} CROSS JOIN ${right.sql}`, columns };
    const type = this.#choices.pick(["INNER", "LEFT", "RIGHT", "FULL"]);
    const conditions = [equal];
    if (this.#choices.chance(20)) conditions.push(this.#equality(left.columns, right.columns) ?? equal);
    if (this.#choices.chance(30)) conditions.push(this.#bool(columns, 1));
    return { sql: `${left.sql} ${type} JOIN ${right.sql} ON ${conditions.join(" AND ")}`, columns };
  }

  /** Undefined: no column of one side is of the kind of one of the other. */
  #equality(left: readonly OutputColumn[], right: readonly OutputColumn[]): string | undefined {
    const pairs = left.flatMap((a) => right.filter((b) => b.kind === a.kind).map((b) => [a.name, b.name] as const));
    const operator = this.#choices.chance(15) ? "IS NOT DISTINCT FROM" : "=";
    if (pairs.length === 0) return undefined;
    const [a, b] = this.#choices.pick(pairs);
    return `${a} ${operator} ${b}`;
  }

  // -------------------------------------------------------------------------------------------------------------------
  // SELECT

  #plain(depth: number): Query {
    const from = this.#relation(depth);
    const count = 1 + this.#choices.below(4);
    const items = Array.from({ length: count }, () => this.#item(from.columns));
    const distinct = this.#choices.chance(20) ? "DISTINCT " : "";
    return {
      sql: `SELECT ${distinct}${items.map(({ sql }) => sql).join(", ")} FROM ${from.sql}${this.#where(from, depth)}`,
      columns: items.map(({ column }) => column),
    };
  }

  #item(columns: readonly OutputColumn[]) {
    const kind = this.#choices.pick(KINDS);
    return this.#named(kind, this.#expression(kind, columns, 2));
  }

  #named(kind: Kind, sql: string) {
    const name = this.#name("c");
    return { sql: `${sql} AS ${name}`, column: { name, kind } };
  }

  #where(from: Relation, depth: number): string {
    const conditions: string[] = [];
    if (this.#choices.chance(40)) conditions.push(this.#bool(from.columns, 2));
    if (depth > 0 && this.#choices.chance(15)) conditions.push(this.#subquery(from.columns));
    return conditions.length === 0 ? "" : ` WHERE ${conditions.map((one) => `(${one})`).join(" AND ")}`;
  }

  #subquery(columns: readonly OutputColumn[]): string {
    const inner = this.#table();
    const where = this.#choices.chance(50) ? ` WHERE ${this.#bool(inner.columns, 1)}` : "";
    return this.#choices.oneOf(
      () => {
        const kind = this.#choices.pick(KINDS);
        const [own, other] = [this.#expression(kind, columns, 1), this.#expression(kind, inner.columns, 1)];
        return `${own} ${this.#choices.pick(["IN", "NOT IN"])} (SELECT ${other} FROM ${inner.sql}${where})`;
      },
      () => {
        const linked = this.#equality(columns, inner.columns) ?? "TRUE"; // a table has columns of all kinds
        const condition = where === "" ? ` WHERE ${linked}` : `${where} AND ${linked}`;
        return `${this.#choices.pick(["EXISTS", "NOT EXISTS"])} (SELECT 1 FROM ${inner.sql}${condition})`;
      },
      () => {
        const value = `(SELECT max(${this.#expression("small", inner.columns, 1)}) FROM ${inner.sql}${where})`;
        return `${this.#expression("small", columns, 1)} ${this.#comparison()} ${value}`;
      },
    );
  }

  #grouped(depth: number): Query {
    const from = this.#relation(depth);
    const keys = Array.from({ length: 1 + this.#choices.below(2) }, () => this.#item(from.columns));
    const aggregates = Array.from({ length: this.#choices.below(4) }, () => this.#aggregateItem(from.columns));
    const items = [...keys, ...aggregates];
    const having = this.#choices.chance(20) ? ` HAVING ${this.#having(from.columns)}` : "";
    const list = items.map(({ sql }) => sql).join(", ");
    const by = keys.map((_, i) => i + 1).join(", ");
    return {
      sql: `SELECT ${list} FROM ${from.sql}${this.#where(from, depth)} GROUP BY ${by}${having}`,
      columns: items.map(({ column }) => column),
    };
  }

  #global(depth: number): Query {
    const from = this.#relation(depth);
    const items = Array.from({ length: 1 + this.#choices.below(3) }, () => this.#aggregateItem(from.columns));
    return {
      sql: `SELECT ${items.map(({ sql }) => sql).join(", ")} FROM ${from.sql}${this.#where(from, depth)}`,
      columns: items.map(({ column }) => column),
    };
  }

  #having(columns: readonly OutputColumn[]): string {
    const { sql, kind } = this.#aggregate(columns);
    return `${sql} ${this.#comparison()} ${this.#literal(kind)}`;
  }

  #aggregateItem(columns: readonly OutputColumn[]) {
    const { sql, kind } = this.#aggregate(columns);
    return this.#named(kind, sql);
  }

  /** What comes out may not be added up again: sums of sums grow. */
  #aggregate(columns: readonly OutputColumn[]): { readonly sql: string; readonly kind: Kind } {
    const of = (kind: Kind) => this.#expression(kind, columns, 1);
    const distinct = () => this.#choices.chance(25) ? "DISTINCT " : "";
    const { call, kind } = this.#choices.oneOf<{ readonly call: string; readonly kind: Kind }>(
      () => ({ call: "count(*)", kind: "big" }),
      () => ({ call: `count(${distinct()}${of(this.#choices.pick(KINDS))})`, kind: "big" }),
      () => ({ call: `sum(${distinct()}${of("small")})`, kind: "big" }),
      () => ({ call: `sum(${distinct()}${of("half")})`, kind: "float" }),
      () => ({ call: `avg(${distinct()}${of(this.#choices.pick(["small", "half"]))})`, kind: "float" }),
      () => {
        const text = of("text");
        return { call: `string_agg(${text}, '|' ORDER BY ${text}${this.#choices.pick(["", " DESC"])})`, kind: "text" };
      },
      () => {
        const kind = this.#choices.pick<Kind>(["small", "big", "half", "float", "text"]);
        return { call: `${this.#choices.pick(["min", "max"])}(${of(kind)})`, kind };
      },
    );
    const filter = this.#choices.chance(20) ? ` FILTER (WHERE ${this.#bool(columns, 1)})` : "";
    return { sql: `${call}${filter}`, kind };
  }

  #setOperation(depth: number): Query {
    const [left, right] = [this.#relation(depth - 1), this.#relation(depth - 1)];
    const kinds = Array.from({ length: 1 + this.#choices.below(3) }, () => this.#choices.pick(KINDS));
    const operator = this.#choices.pick(["UNION ALL", "UNION", "INTERSECT", "EXCEPT"]);
    const columns: OutputColumn[] = kinds.map((kind) => ({ name: this.#name("c"), kind }));
    const side = (relation: Relation) => {
      const items = columns.map(({ name, kind }) => `${this.#expression(kind, relation.columns, 1)} AS ${name}`);
      return `SELECT ${items.join(", ")} FROM ${relation.sql}${this.#where(relation, 0)}`;
    };
    return { sql: `${side(left)} ${operator} ${side(right)}`, columns };
  }

  #topN(depth: number): Query {
    const { inner, alias, over } = this.#ranked(depth);
    const place = this.#name("n");
    const limit = this.#choices.pick(["= 1", "<= 1", "<= 2", "< 4"]);
    const shown: OutputColumn[] = [...inner.columns];
    if (this.#choices.chance(40)) shown.push({ name: place, kind: "big" });
    const outer = this.#name("r");
    const list = shown.map(({ name }) => `${outer}.${name}`).join(", ");
    const rows = `SELECT ${alias}.*, row_number() OVER (${over}) AS ${place} FROM (${inner.sql}) AS ${alias}`;
    return { sql: `SELECT ${list} FROM (${rows}) AS ${outer} WHERE ${outer}.${place} ${limit}`, columns: shown };
  }

  #over(depth: number): Query {
    const { inner, alias, over } = this.#ranked(depth);
    const of = (kind: Kind) => this.#expression(kind, qualified(inner.columns, alias), 0);
    const { call, kind } = this.#choices.oneOf<{ readonly call: string; readonly kind: Kind }>(
      () => ({ call: this.#choices.pick(["row_number()", "rank()", "dense_rank()", "count(*)"]), kind: "big" }),
      () => ({ call: `sum(${of("small")})`, kind: "big" }),
      () => ({ call: `avg(${of("half")})`, kind: "float" }),
      () => ({
        call: `${this.#choices.pick(["min", "max", "lag", "lead", "first_value"])}(${of("text")})`,
        kind: "text",
      }),
      () => ({ call: `${this.#choices.pick(["lag", "lead"])}(${of("big")}, 2)`, kind: "big" }),
    );
    const frame = /^(sum|avg|count|min|max)/.test(call) ? this.#choices.pick(FRAMES) : "";
    const { sql, column } = this.#named(kind, `${call} OVER (${over}${frame})`);
    return { sql: `SELECT ${alias}.*, ${sql} FROM (${inner.sql}) AS ${alias}`, columns: [...inner.columns, column] };
  }

  /** Rows and an order by all of their columns, so that rows of one place are equal. */
  #ranked(depth: number) {
    const inner = this.#plain(depth - 1);
    const alias = this.#name("r");
    const columns = qualified(inner.columns, alias);
    const order = this.#choices.shuffled(columns).map(({ name }) =>
      `${name}${this.#choices.pick(["", " DESC"])} NULLS ${this.#choices.pick(["LAST", "FIRST"])}`
    );
    const by = this.#choices.chance(70) ? `PARTITION BY ${this.#choices.pick(columns).name} ` : "";
    return { inner, alias, over: `${by}ORDER BY ${order.join(", ")}` };
  }

  // -------------------------------------------------------------------------------------------------------------------
  // Expressions

  #expression(kind: Kind, columns: readonly OutputColumn[], depth: number): string {
    const own = columns.filter((column) => column.kind === kind);
    const simple = own.length === 0 ? () => this.#literal(kind) : () => this.#choices.pick(own).name;
    if (depth === 0 || !this.#choices.chance(35)) return simple();
    const part = () => this.#expression(kind, columns, depth - 1);
    return this.#choices.oneOf(
      () => `coalesce(${part()}, ${this.#literal(kind)})`,
      () => `CASE WHEN ${this.#bool(columns, depth - 1)} THEN ${part()} ELSE ${part()} END`,
      () => `nullif(${part()}, ${this.#literal(kind)})`,
      () => this.#special(kind, columns, depth, part),
    );
  }

  #special(kind: Kind, columns: readonly OutputColumn[], depth: number, part: () => string): string {
    switch (kind) {
      case "small":
        return this.#choices.oneOf(
          () => `(${part()} ${this.#choices.pick(["+", "-"])} ${part()})`,
          () => `(${part()} ${this.#choices.pick(["%", "/"])} ${this.#choices.pick([2, 3, -2])})`,
          () => `length(${this.#expression("text", columns, depth - 1)})`,
        );
      case "half":
        return this.#choices.oneOf(
          () => `(${part()} ${this.#choices.pick(["+", "-"])} ${part()})`,
          () => `(${this.#expression("small", columns, depth - 1)} * 0.5)`,
        );
      case "text":
        return this.#choices.oneOf(() => `(${part()} || ${part()})`, () => `substr(${part()}, 1, 1)`);
      case "bool":
        return `(${this.#bool(columns, depth - 1)})`;
      case "big":
      case "float":
        return part();
    }
  }

  #comparison(): string {
    return this.#choices.pick(["=", "<", ">=", "<>"]);
  }

  #bool(columns: readonly OutputColumn[], depth: number): string {
    const kind = this.#choices.pick(KINDS);
    const value = () => this.#expression(kind, columns, Math.max(depth - 1, 0));
    const forms = [
      () => `${value()} ${this.#comparison()} ${this.#literal(kind)}`,
      () => `${value()} IS ${this.#choices.pick(["NOT ", ""])}NULL`,
      () => `${value()} ${this.#comparison()} ${value()}`,
      () => `${value()} IS ${this.#choices.pick(["NOT ", ""])}DISTINCT FROM ${value()}`,
      () => `${value()} ${this.#choices.pick(["", "NOT "])}IN (${this.#literal(kind)}, ${this.#literal(kind)})`,
      () => `${this.#expression("text", columns, 0)} LIKE '${this.#choices.pick(["a%", "%", "_", "%b"])}'`,
    ];
    if (kind !== "bool") forms.push(() => `${value()} BETWEEN ${this.#literal(kind)} AND ${this.#literal(kind)}`);
    if (depth > 0) {
      const part = () => this.#bool(columns, depth - 1);
      forms.push(() => `(${part()} ${this.#choices.pick(["AND", "OR"])} ${part()})`, () => `NOT (${part()})`);
    }
    return this.#choices.oneOf(...forms);
  }

  #literal(kind: Kind): string {
    switch (kind) {
      case "small":
        return String(this.#choices.below(5));
      case "big":
        return this.#choices.pick(["0", "9007199254740993", "9223372036854775807", "-5000000000"]);
      case "half":
        return this.#choices.pick(["0.0", "0.25", "-1.5", "2.0"]);
      case "float":
        return this.#choices.pick(["0.0", "1e300", "-0.1", "5e-324"]);
      case "text":
        return `'${this.#choices.pick(TEXTS).replaceAll("'", "''")}'`;
      case "bool":
        return this.#choices.pick(["TRUE", "FALSE"]);
    }
  }
}

function qualified(columns: readonly OutputColumn[], alias: string): OutputColumn[] {
  return columns.map(({ name, kind }) => ({ name: `${alias}.${name}`, kind }));
}
