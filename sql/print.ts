/** Syntax trees back to text: `parse(print(tree))` is the same tree, apart from spans. */
import type {
  Binary,
  Call,
  ColumnConstraint,
  Expression,
  FrameBound,
  FunctionBody,
  GroupingSet,
  GroupItem,
  Identifier,
  JoinConstraint,
  NamePath,
  Option,
  OptionKey,
  OptionValue,
  OrderItem,
  Query,
  QueryBody,
  Relation,
  Select,
  SelectItem,
  Statement,
  TableAlias,
  TableElement,
  TypeName,
  WindowSpecification,
} from "./ast.ts";
import { Precedence } from "./grammar/operator_stack.ts";
import { quoteIdentifier } from "./lexer.ts";

/** A statement as canonical text, without `;`. Secrets appear as they are: see `maskSecrets`. */
export function printStatement(statement: Statement): string {
  return new Printer().statement(statement);
}

export function printQuery(query: Query): string {
  return new Printer().query(query);
}

export function printExpression(expression: Expression): string {
  return new Printer().expression(expression);
}

export function printType(type: TypeName): string {
  return new Printer().type(type);
}

/**
 * The name that an output column gets without AS: a column or field its last name, all else its text in lower case
 * and without qualifiers: `count(*)`, `a + 1`.
 */
export function outputName(expression: Expression): string {
  if (expression.kind === "name") return expression.parts.at(-1)?.name ?? "";
  if (expression.kind === "field") return expression.field.name;
  return new Printer(true).expression(expression);
}

/** An identifier that is read back as exactly `name`. */
export function identifierFor(name: string): Identifier {
  return { name, quoted: quoteIdentifier(name) !== name, span: { start: 0, end: 0 } };
}

const ATOM = 12;
const POSTFIX = 11;
const SIGNED = 10;

const BINARY_PRECEDENCE: Readonly<Partial<Record<Binary["operator"], number>>> = {
  or: Precedence.or,
  and: Precedence.and,
  "=": Precedence.comparison,
  "<>": Precedence.comparison,
  "<": Precedence.comparison,
  "<=": Precedence.comparison,
  ">": Precedence.comparison,
  ">=": Precedence.comparison,
  "~": Precedence.pattern,
  "~*": Precedence.pattern,
  "!~": Precedence.pattern,
  "!~*": Precedence.pattern,
  "+": Precedence.additive,
  "-": Precedence.additive,
  "*": Precedence.multiplicative,
  "/": Precedence.multiplicative,
  "%": Precedence.multiplicative,
};

function precedence(node: Expression): number {
  switch (node.kind) {
    case "binary":
      return BINARY_PRECEDENCE[node.operator] ?? Precedence.other;
    case "unary":
      return node.operator === "not" ? Precedence.not : SIGNED;
    case "quantified":
      return Precedence.comparison;
    case "is":
    case "isDistinct":
      return Precedence.is;
    case "between":
    case "inList":
    case "inQuery":
    case "like":
      return Precedence.pattern;
    case "cast":
      return node.form === "::" ? POSTFIX : ATOM;
    case "field":
    case "subscript":
    case "slice":
      return POSTFIX;
    default:
      return ATOM;
  }
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function key({ text: key }: OptionKey): string {
  return /^[a-z_]\w*(?:\.[a-z_]\w*)*$/.test(key) && key === key.toLowerCase() ? key : text(key);
}

class Printer {
  /** `asName`: for {@link outputName}. */
  constructor(readonly asName = false) {}

  #word(keyword: string): string {
    return this.asName ? keyword.toLowerCase() : keyword;
  }

  #name({ name, quoted }: Identifier): string {
    return quoted && !this.asName ? `"${name.replaceAll('"', '""')}"` : name;
  }

  #names(names: readonly Identifier[]): string {
    return `(${names.map((name) => this.#name(name)).join(", ")})`;
  }

  #path({ parts }: NamePath): string {
    return (this.asName ? parts.slice(-1) : parts).map((part) => this.#name(part)).join(".");
  }

  #list(items: readonly Expression[]): string {
    return items.map((item) => this.expression(item)).join(", ");
  }

  // -------------------------------------------------------------------------------------------------------------------
  // Expressions

  /** In brackets if it binds less tightly than `least`. */
  expression(node: Expression, least = 0): string {
    const printed = this.#bare(node);
    return precedence(node) < least ? `(${printed})` : printed;
  }

  #bare(node: Expression): string {
    const w = (keyword: string) => this.#word(keyword);
    const not = (negated: boolean) => negated ? w("NOT ") : "";
    switch (node.kind) {
      case "number":
        return node.text;
      case "string":
        return text(node.value);
      case "bytes":
        return `X'${node.hex}'`;
      case "boolean":
        return w(node.value ? "TRUE" : "FALSE");
      case "null":
        return w("NULL");
      case "typedLiteral":
        return `${w(node.type.toUpperCase())} ${text(node.text)}`;
      case "interval":
        return `${w("INTERVAL")} ${text(node.text)}${node.unit ? w(` ${node.unit.toUpperCase()}`) : ""}`;
      case "parameter":
        return `$${node.index}`;
      case "name":
        return this.#path(node);
      case "field":
        return `${this.expression(node.operand, node.operand.kind === "name" ? ATOM + 1 : POSTFIX)}.${
          this.#name(node.field)
        }`;
      case "subscript":
        return `${this.expression(node.operand, POSTFIX)}[${this.expression(node.index)}]`;
      case "slice":
        return `${this.expression(node.operand, POSTFIX)}[${node.from ? this.expression(node.from) : ""}:${
          node.to ? this.expression(node.to) : ""
        }]`;
      case "unary":
        return node.operator === "not"
          ? w("NOT ") + this.expression(node.operand, Precedence.not)
          : node.operator + this.expression(node.operand, POSTFIX);
      case "binary": {
        const level = precedence(node);
        const operator = w(node.operator.toUpperCase());
        return `${this.expression(node.left, level)} ${operator} ${this.expression(node.right, level + 1)}`;
      }
      case "quantified": {
        const right = node.right.kind === "subquery" ? this.query(node.right.query) : this.expression(node.right);
        const quantifier = w(node.quantifier.toUpperCase());
        return `${this.expression(node.left, Precedence.comparison)} ${node.operator} ${quantifier}(${right})`;
      }
      case "between":
        return `${this.expression(node.operand, Precedence.pattern)} ${not(node.negated)}${w("BETWEEN")} ${
          this.expression(node.low, Precedence.other)
        } ${w("AND")} ${this.expression(node.high, Precedence.other)}`;
      case "inList":
        return `${this.expression(node.operand, Precedence.pattern)} ${not(node.negated)}${w("IN")} (${
          this.#list(node.items)
        })`;
      case "inQuery":
        return `${this.expression(node.operand, Precedence.pattern)} ${not(node.negated)}${w("IN")} (${
          this.query(node.query)
        })`;
      case "like":
        return `${this.expression(node.operand, Precedence.pattern)} ${not(node.negated)}${
          w(node.form.toUpperCase())
        } ${this.expression(node.pattern, Precedence.other)}${
          node.escape ? ` ${w("ESCAPE")} ${this.expression(node.escape)}` : ""
        }`;
      case "is":
        return `${this.expression(node.operand, Precedence.is)} ${w("IS")} ${not(node.negated)}${
          w(node.test.toUpperCase())
        }`;
      case "isDistinct":
        return `${this.expression(node.left, Precedence.is)} ${w("IS")} ${not(node.negated)}${w("DISTINCT FROM")} ${
          this.expression(node.right, Precedence.other)
        }`;
      case "cast":
        return node.form === "::"
          ? `${this.expression(node.operand, POSTFIX)}::${this.type(node.type)}`
          : `${w(node.form.toUpperCase())}(${this.expression(node.operand)} ${w("AS")} ${this.type(node.type)})`;
      case "case":
        return [
          w("CASE"),
          ...(node.operand ? [this.expression(node.operand)] : []),
          ...node.branches.map(({ when, then }) =>
            `${w("WHEN")} ${this.expression(when)} ${w("THEN")} ${this.expression(then)}`
          ),
          ...(node.otherwise ? [`${w("ELSE")} ${this.expression(node.otherwise)}`] : []),
          w("END"),
        ].join(" ");
      case "call":
        return this.#call(node);
      case "array":
        return `[${this.#list(node.elements)}]`;
      case "row":
        return `(${this.#list(node.items)})`;
      case "exists":
        return `${w("EXISTS")} (${this.query(node.query)})`;
      case "subquery":
        return `(${this.query(node.query)})`;
      default:
        return node satisfies never;
    }
  }

  #call(call: Call): string {
    const w = (keyword: string) => this.#word(keyword);
    const name = this.#name(call.name);
    const [first, second, third, fourth] = call.arguments;
    if (call.form === "bare") return name;
    if (call.form === "extract" && first?.kind === "string" && second) {
      const field = /^[a-z_]\w*$/.test(first.value) ? first.value : text(first.value);
      return `${name}(${field} ${w("FROM")} ${this.expression(second)})`;
    }
    if (call.form === "substring" && first && second) {
      const length = third ? ` ${w("FOR")} ${this.expression(third)}` : "";
      return `${name}(${this.expression(first)} ${w("FROM")} ${this.expression(second)}${length})`;
    }
    if (call.form === "trim" && first) {
      const side = w(call.name.name === "ltrim" ? "LEADING" : call.name.name === "rtrim" ? "TRAILING" : "BOTH");
      return `trim(${side} ${second ? `${this.expression(second)} ` : ""}${w("FROM")} ${this.expression(first)})`;
    }
    if (call.form === "overlay" && first && second && third) {
      const length = fourth ? ` ${w("FOR")} ${this.expression(fourth)}` : "";
      const start = `${w("FROM")} ${this.expression(third)}${length}`;
      return `${name}(${this.expression(first)} ${w("PLACING")} ${this.expression(second)} ${start})`;
    }
    if (call.form === "position" && first && second) {
      return `${name}(${this.expression(second, Precedence.other)} ${w("IN")} ${this.expression(first)})`;
    }
    const inside = [
      ...(call.star ? ["*"] : []),
      ...(call.arguments.length > 0 ? [(call.distinct ? w("DISTINCT ") : "") + this.#list(call.arguments)] : []),
      ...(call.orderBy.length > 0 ? [this.#orderBy(call.orderBy)] : []),
    ].join(" ");
    return [
      `${name}(${inside})`,
      ...(call.withinGroup.length > 0 ? [`${w("WITHIN GROUP")} (${this.#orderBy(call.withinGroup)})`] : []),
      ...(call.filter ? [`${w("FILTER")} (${w("WHERE")} ${this.expression(call.filter)})`] : []),
      ...(call.nulls ? [w(`${call.nulls.toUpperCase()} NULLS`)] : []),
      ...(call.over ? [`${w("OVER")} ${this.#over(call.over)}`] : []),
    ].join(" ");
  }

  #over({ partitionBy, orderBy, frame }: WindowSpecification): string {
    const bounds = frame &&
      (frame.end
        ? `${this.#word("BETWEEN")} ${this.#bound(frame.start)} ${this.#word("AND")} ${this.#bound(frame.end)}`
        : this.#bound(frame.start));
    return `(${
      [
        ...(partitionBy.length > 0 ? [`${this.#word("PARTITION BY")} ${this.#list(partitionBy)}`] : []),
        ...(orderBy.length > 0 ? [this.#orderBy(orderBy)] : []),
        ...(frame ? [`${this.#word(frame.unit.toUpperCase())} ${bounds}`] : []),
      ].join(" ")
    })`;
  }

  #bound({ kind, offset }: FrameBound): string {
    const words = this.#word(kind.toUpperCase());
    return offset ? `${this.expression(offset, Precedence.other)} ${words}` : words;
  }

  #orderBy(items: readonly OrderItem[]): string {
    const item = ({ expression, descending, nulls }: OrderItem) =>
      this.expression(expression) + this.#word(descending ? " DESC" : "") +
      (nulls ? this.#word(` NULLS ${nulls.toUpperCase()}`) : "");
    return `${this.#word("ORDER BY")} ${items.map(item).join(", ")}`;
  }

  type(type: TypeName): string {
    switch (type.kind) {
      case "array":
        return `${this.type(type.element)}[]`;
      case "map":
        return `${this.#word("MAP")}<${this.type(type.key)}, ${this.type(type.value)}>`;
      case "struct": {
        const fields = type.fields.map(({ name, type }) => `${this.#name(name)} ${this.type(type)}`);
        return `${this.#word("STRUCT")}<${fields.join(", ")}>`;
      }
      case "simple": {
        const plain = /^[a-z_][\w$]*(?: precision| varying)?$/.test(type.name);
        const args = type.arguments.length > 0 ? `(${type.arguments.join(", ")})` : "";
        const zone = type.timeZone ? ` ${type.timeZone.toUpperCase()} TIME ZONE` : "";
        const name = plain ? type.name.toUpperCase() : quoteIdentifier(type.name);
        return this.#word(`${name}${args}${type.unsigned ? " UNSIGNED" : ""}${zone}`);
      }
    }
  }

  // -------------------------------------------------------------------------------------------------------------------
  // Queries

  query(query: Query): string {
    const tables = query.with.map(({ name, columns, query }) =>
      `${this.#name(name)}${columns.length > 0 ? ` ${this.#names(columns)}` : ""} AS (${this.query(query)})`
    );
    return [
      ...(tables.length > 0 ? [`WITH ${query.recursive ? "RECURSIVE " : ""}${tables.join(", ")}`] : []),
      this.#body(query.body),
      ...(query.orderBy.length > 0 ? [this.#orderBy(query.orderBy)] : []),
      ...(query.limit ? [`LIMIT ${this.expression(query.limit)}`] : []),
      ...(query.offset ? [`OFFSET ${this.expression(query.offset)}`] : []),
    ].join(" ");
  }

  #body(body: QueryBody): string {
    switch (body.kind) {
      case "query":
        return `(${this.query(body)})`;
      case "values":
        return `VALUES ${body.rows.map(({ items }) => `(${this.#list(items)})`).join(", ")}`;
      case "setOperation":
        return `${this.#body(body.left)} ${body.operator.toUpperCase()}${body.all ? " ALL" : ""} ${
          this.#body(body.right)
        }`;
      case "select":
        return this.#select(body);
    }
  }

  #select({ distinct, items, from, where, groupBy, having }: Select): string {
    const groups = groupBy && (groupBy.all ? "ALL" : groupBy.items.map((item) => this.#group(item)).join(", "));
    return [
      `SELECT ${distinct ? "DISTINCT " : ""}${items.map((item) => this.#item(item)).join(", ")}`,
      ...(from.length > 0 ? [`FROM ${from.map((relation) => this.#relation(relation)).join(", ")}`] : []),
      ...(where ? [`WHERE ${this.expression(where)}`] : []),
      ...(groupBy ? [`GROUP BY ${groups}`] : []),
      ...(having ? [`HAVING ${this.expression(having)}`] : []),
    ].join(" ");
  }

  #item(item: SelectItem): string {
    if (item.kind === "star") return "*";
    if (item.kind === "qualifiedStar") return `${this.#path(item.qualifier)}.*`;
    return this.expression(item.expression) + (item.alias ? ` AS ${this.#name(item.alias)}` : "");
  }

  #group(item: GroupItem): string {
    if (item.kind === "expression") return this.expression(item.expression);
    const words = item.kind === "groupingSets" ? "GROUPING SETS" : item.kind.toUpperCase();
    return `${words} (${item.sets.map((set) => this.#groupingSet(set)).join(", ")})`;
  }

  #groupingSet({ expressions }: GroupingSet): string {
    const [only] = expressions;
    return expressions.length === 1 && only ? this.expression(only) : `(${this.#list(expressions)})`;
  }

  #relation(relation: Relation): string {
    switch (relation.kind) {
      case "table": {
        const hint = relation.hint.length > 0 ? ` /*+ OPTIONS(${this.#options(relation.hint)}) */` : "";
        return this.#name(relation.name) + hint + this.#alias(relation.alias);
      }
      case "derived":
        return `(${this.query(relation.query)})${this.#alias(relation.alias)}`;
      case "unnest":
        return `UNNEST(${this.expression(relation.array)})${this.#alias(relation.alias)}`;
      case "windowFunction": {
        const partition = relation.partitionBy.map((path) => this.#path(path)).join(", ");
        const args = [
          `TABLE ${this.#name(relation.relation)}${partition === "" ? "" : ` PARTITION BY ${partition}`}`,
          `DESCRIPTOR(${this.#path(relation.descriptor)})`,
          ...relation.arguments.map((argument) => this.expression(argument)),
        ];
        return `${this.#name(relation.name)}(${args.join(", ")})${this.#alias(relation.alias)}`;
      }
      case "join": {
        const type = relation.type === "inner" ? "" : `${relation.type.toUpperCase()} `;
        const natural = relation.natural ? "NATURAL " : "";
        const on = relation.constraint ? ` ${this.#constraint(relation.constraint)}` : "";
        return `${this.#relation(relation.left)} ${natural}${type}JOIN ${this.#relation(relation.right)}${on}`;
      }
    }
  }

  #constraint(constraint: JoinConstraint): string {
    if (constraint.kind === "using") return `USING ${this.#names(constraint.columns)}`;
    return `ON ${this.expression(constraint.condition)}`;
  }

  #alias(alias: TableAlias | undefined): string {
    if (!alias) return "";
    return ` AS ${this.#name(alias.name)}${alias.columns.length > 0 ? ` ${this.#names(alias.columns)}` : ""}`;
  }

  // -------------------------------------------------------------------------------------------------------------------
  // Options and statements

  #options(options: readonly Option[]): string {
    return options.map((option) => this.#option(option)).join(", ");
  }

  #option({ key: name, value }: Option): string {
    return `${key(name)} = ${this.#value(value)}`;
  }

  #value(value: OptionValue): string {
    if (value.kind === "list") return `[${value.items.map((item) => this.#value(item)).join(", ")}]`;
    return this.expression(value);
  }

  #with(options: readonly Option[], required = false): string {
    if (options.length === 0 && !required) return "";
    return ` WITH (\n  ${options.map((option) => this.#option(option)).join(",\n  ")}\n)`;
  }

  #element(element: TableElement): string {
    switch (element.kind) {
      case "column":
        return [
          this.#name(element.name),
          this.type(element.type),
          ...element.constraints.map((c) => this.#columnConstraint(c)),
        ]
          .join(" ");
      case "computedColumn":
        return `${this.#name(element.name)} AS ${this.expression(element.expression)}`;
      case "watermark":
        return `WATERMARK FOR ${this.#name(element.column)}${
          element.expression ? ` AS ${this.expression(element.expression)}` : ""
        }`;
      case "primaryKey":
        return `PRIMARY KEY ${this.#names(element.columns)}${element.notEnforced ? " NOT ENFORCED" : ""}`;
    }
  }

  #columnConstraint(constraint: ColumnConstraint): string {
    switch (constraint.kind) {
      case "notNull":
        return "NOT NULL";
      case "null":
        return "NULL";
      case "primaryKey":
        return `PRIMARY KEY${constraint.notEnforced ? " NOT ENFORCED" : ""}`;
      case "generated": {
        const storage = constraint.storage ? ` ${constraint.storage.toUpperCase()}` : "";
        return `GENERATED ALWAYS AS (${this.expression(constraint.expression)})${storage}`;
      }
      case "metadata": {
        const from = constraint.key ? ` FROM ${this.expression(constraint.key)}` : "";
        return `METADATA${from}${constraint.virtual ? " VIRTUAL" : ""}`;
      }
    }
  }

  #functionBody({ kind, text: code }: FunctionBody): string {
    return kind === "code" ? `$$${code}$$` : text(code);
  }

  statement(s: Statement): string {
    switch (s.kind) {
      case "query":
        return this.query(s);
      case "createConnection":
        return `${this.#create(s, "CONNECTION")}${this.#with(s.options, true)}`;
      case "createTable": {
        const elements = s.elements.map((element) => this.#element(element));
        const body = elements.length > 0 ? ` (\n  ${elements.join(",\n  ")}\n)` : "";
        return `${this.#create(s, s.temporary ? "TEMPORARY TABLE" : "TABLE")}${body}${this.#with(s.options)}`;
      }
      case "createTableAs":
        return `${this.#create(s, "TABLE")} AS\n${this.query(s.query)}`;
      case "createTableFromTopic":
        return `${this.#create(s, "TABLE")} FROM TOPIC ${this.expression(s.topic)}${this.#with(s.options)}`;
      case "createView":
        return `${this.#create(s, "VIEW")}${s.columns.length > 0 ? ` ${this.#names(s.columns)}` : ""} AS\n${
          this.query(s.query)
        }`;
      case "createFunction": {
        const parameters = s.parameters.map(({ name, type }) => `${this.#name(name)} ${this.type(type)}`).join(", ");
        return `${this.#create(s, s.aggregate ? "AGGREGATE FUNCTION" : "FUNCTION")}(${parameters}) RETURNS ${
          this.type(s.returns)
        } LANGUAGE TYPESCRIPT AS ${this.#functionBody(s.body)}${this.#with(s.options)}`;
      }
      case "drop":
        return `DROP ${s.object.toUpperCase()} ${s.ifExists ? "IF EXISTS " : ""}${this.#name(s.name)}`;
      case "show":
        return `SHOW ${s.what.toUpperCase()}${s.from ? ` FROM ${this.#name(s.from)}` : ""}`;
      case "showCreateTable":
        return `SHOW CREATE TABLE ${this.#name(s.name)}`;
      case "describe":
        return `DESCRIBE ${this.#name(s.name)}`;
      case "describeJob":
        return `DESCRIBE JOB ${s.job.value}`;
      case "explain":
        return `EXPLAIN ${this.statement(s.statement)}`;
      case "test":
        return `TEST ${s.object.toUpperCase()} ${this.#name(s.name)}`;
      case "insert":
        return `INSERT INTO ${this.#name(s.table)}${s.columns.length > 0 ? ` ${this.#names(s.columns)}` : ""} ${
          this.query(s.query)
        }`;
      case "statementSet":
        return ["EXECUTE STATEMENT SET BEGIN", ...s.inserts.map((insert) => `  ${this.statement(insert)};`), "END"]
          .join(
            "\n",
          );
      case "set":
        return `SET ${this.#option(s.option)}`;
      case "reset":
        return `RESET ${s.name ? key(s.name) : "ALL"}`;
      case "stopJob":
        return `STOP JOB ${s.job.value}${s.now ? " NOW" : ""}`;
      case "pauseJob":
        return `PAUSE JOB ${s.job.value}`;
      case "resumeJob":
        return `RESUME JOB ${s.job.value}`;
      case "restartJob":
        return `RESTART JOB ${s.job.value}${s.checkpoint ? ` FROM CHECKPOINT ${s.checkpoint.value}` : ""}`;
      default:
        return s satisfies never;
    }
  }

  #create(s: { readonly orReplace: boolean; readonly ifNotExists: boolean; readonly name: Identifier }, what: string) {
    const replace = s.orReplace ? "OR REPLACE " : "";
    return `CREATE ${replace}${what} ${s.ifNotExists ? "IF NOT EXISTS " : ""}${this.#name(s.name)}`;
  }
}
