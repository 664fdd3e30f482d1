/** CREATE: connections, tables with their elements, views, functions. */
import type {
  ColumnConstraint,
  ColumnDefinition,
  ComputedColumn,
  CreateConnection,
  CreateFunction,
  CreateTable,
  CreateTableAs,
  CreateTableFromTopic,
  CreateView,
  Expression,
  FunctionBody,
  FunctionParameter,
  GeneratedConstraint,
  Identifier,
  MetadataConstraint,
  Option,
  PrimaryKeyDefinition,
  StringLiteral,
  TableElement,
  WatermarkDefinition,
} from "../ast.ts";
import { stringValue } from "../token.ts";
import * as T from "../tokens.ts";
import { K } from "../tokens.ts";
import type { Alternatives } from "./base_grammar.ts";
import { QueryGrammar } from "./query_grammar.ts";

export type Definition =
  | CreateConnection
  | CreateTable
  | CreateTableAs
  | CreateTableFromTopic
  | CreateView
  | CreateFunction;

/** What `CREATE [OR REPLACE]` adds. */
type Created<S extends Definition> = Omit<S, "orReplace" | "span">;
type CreatedDefinition =
  | Created<CreateConnection>
  | Created<CreateTable>
  | Created<CreateTableAs>
  | Created<CreateTableFromTopic>
  | Created<CreateView>
  | Created<CreateFunction>;

export abstract class DefinitionGrammar extends QueryGrammar {
  readonly create = this.RULE("create", (): Definition => {
    const first = this.CONSUME(K.create);
    let orReplace = false;
    this.OPTION(() => (this.CONSUME(K.or), this.CONSUME(K.replace), orReplace = true));
    const created = this.OR<Alternatives<CreatedDefinition>>([
      { ALT: () => this.SUBRULE(this.connection) },
      { ALT: () => this.SUBRULE(this.table) },
      { ALT: () => this.SUBRULE(this.view) },
      { ALT: () => this.SUBRULE(this.function) },
    ]);
    return this.ACTION(() => ({ ...created, orReplace, span: this.since(first) }));
  });

  readonly ifNotExists = this.RULE("ifNotExists", (): boolean => {
    let found = false;
    this.OPTION({
      GATE: () => this.LA(2).tokenType === K.not,
      DEF: () => {
        this.CONSUME(K.if);
        this.CONSUME(K.not);
        this.CONSUME(K.exists);
        found = true;
      },
    });
    return found;
  });

  readonly withOptions = this.RULE("withOptions", (): Option[] => {
    this.CONSUME(K.with);
    return this.SUBRULE(this.optionList);
  });

  readonly connection = this.RULE("connection", (): Created<CreateConnection> => {
    this.CONSUME(K.connection);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.newName);
    const options = this.SUBRULE(this.withOptions);
    return { kind: "createConnection", ifNotExists, name, options };
  });

  readonly table = this.RULE(
    "table",
    (): Created<CreateTable> | Created<CreateTableAs> | Created<CreateTableFromTopic> => {
      let temporary = false;
      this.OPTION(() => (this.CONSUME(K.temporary), temporary = true));
      this.CONSUME(K.table);
      const ifNotExists = this.SUBRULE(this.ifNotExists);
      const name = this.SUBRULE(this.newName);
      return this.OR<Alternatives<Created<CreateTable> | Created<CreateTableAs> | Created<CreateTableFromTopic>>>([
        {
          GATE: () => !temporary,
          ALT: () => {
            this.CONSUME(K.as);
            const query = this.SUBRULE(this.query);
            return { kind: "createTableAs", ifNotExists, name, query };
          },
        },
        {
          GATE: () => !temporary,
          ALT: () => {
            let options: Option[] = [];
            this.CONSUME(K.from);
            this.CONSUME(K.topic);
            const topic = this.SUBRULE(this.topicName);
            this.OPTION2(() => options = this.SUBRULE(this.withOptions));
            return { kind: "createTableFromTopic", ifNotExists, name, topic, options };
          },
        },
        {
          ALT: () => {
            const elements: TableElement[] = [];
            let options: Option[] = [];
            this.OPTION3(() => {
              this.CONSUME(T.LeftParen);
              this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => elements.push(this.SUBRULE(this.tableElement)) });
              this.CONSUME(T.RightParen);
            });
            this.OPTION4(() => options = this.SUBRULE2(this.withOptions));
            return { kind: "createTable", temporary, ifNotExists, name, elements, options };
          },
        },
      ]);
    },
  );

  readonly topicName = this.RULE("topicName", (): StringLiteral => this.SUBRULE(this.text));

  readonly tableElement = this.RULE("tableElement", (): TableElement =>
    this.OR<Alternatives<TableElement>>({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { GATE: () => this.LA(2).tokenType === K.for, ALT: () => this.SUBRULE(this.watermark) },
        {
          GATE: () => this.LA(2).tokenType === K.key && this.LA(3).tokenType === T.LeftParen,
          ALT: () => this.SUBRULE(this.primaryKey),
        },
        { ALT: () => this.SUBRULE(this.column) },
      ],
    }));

  readonly watermark = this.RULE("watermark", (): WatermarkDefinition => {
    const first = this.CONSUME(K.watermark);
    let expression: Expression | undefined;
    this.CONSUME(K.for);
    const column = this.SUBRULE(this.columnName);
    this.OPTION(() => (this.CONSUME(K.as), expression = this.SUBRULE(this.expression)));
    return { kind: "watermark", column, expression, span: this.since(first) };
  });

  readonly primaryKey = this.RULE("primaryKey", (): PrimaryKeyDefinition => {
    const first = this.CONSUME(K.primary);
    this.CONSUME(K.key);
    const columns = this.SUBRULE(this.columnList);
    const notEnforced = this.SUBRULE(this.notEnforced);
    return { kind: "primaryKey", columns, notEnforced, span: this.since(first) };
  });

  readonly notEnforced = this.RULE("notEnforced", (): boolean => {
    let found = false;
    this.OPTION({
      GATE: () => this.LA(2).tokenType === K.enforced,
      DEF: () => (this.CONSUME(K.not), this.CONSUME(K.enforced), found = true),
    });
    return found;
  });

  readonly column = this.RULE("column", (): ColumnDefinition | ComputedColumn => {
    const first = this.LA(1);
    const name = this.SUBRULE(this.newAnyName);
    return this.OR<Alternatives<ColumnDefinition | ComputedColumn>>([
      {
        ALT: () => {
          this.CONSUME(K.as);
          const expression = this.SUBRULE(this.expression);
          return { kind: "computedColumn", name, expression, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          const constraints: ColumnConstraint[] = [];
          const type = this.SUBRULE(this.typeName);
          this.MANY(() => constraints.push(this.SUBRULE(this.columnConstraint)));
          return { kind: "column", name, type, constraints, span: this.since(first) };
        },
      },
    ]);
  });

  readonly columnConstraint = this.RULE("columnConstraint", (): ColumnConstraint => {
    const first = this.LA(1);
    return this.OR<Alternatives<ColumnConstraint>>([
      {
        ALT: () => {
          this.CONSUME(K.not);
          this.CONSUME(K.null);
          return { kind: "notNull", span: this.since(first) };
        },
      },
      { ALT: () => (this.CONSUME2(K.null), { kind: "null", span: this.since(first) }) },
      {
        ALT: () => {
          this.CONSUME(K.primary);
          this.CONSUME(K.key);
          const notEnforced = this.SUBRULE(this.notEnforced);
          return { kind: "primaryKey", notEnforced, span: this.since(first) };
        },
      },
      { ALT: () => this.SUBRULE(this.generated) },
      { ALT: () => this.SUBRULE(this.metadata) },
    ]);
  });

  readonly generated = this.RULE("generated", (): GeneratedConstraint => {
    const first = this.LA(1);
    let storage: GeneratedConstraint["storage"];
    this.OPTION(() => (this.CONSUME(K.generated), this.CONSUME(K.always)));
    this.CONSUME(K.as);
    this.CONSUME(T.LeftParen);
    const expression = this.SUBRULE(this.expression);
    this.CONSUME(T.RightParen);
    this.OPTION2(() =>
      storage = this.OR<Alternatives<"stored" | "virtual">>([
        { ALT: () => (this.CONSUME(K.stored), "stored") },
        { ALT: () => (this.CONSUME(K.virtual), "virtual") },
      ])
    );
    return { kind: "generated", expression, storage, span: this.since(first) };
  });

  readonly metadata = this.RULE("metadata", (): MetadataConstraint => {
    const first = this.CONSUME(K.metadata);
    let key: StringLiteral | undefined;
    let virtual = false;
    this.OPTION(() => (this.CONSUME(K.from), key = this.SUBRULE(this.metadataKey)));
    this.OPTION2(() => (this.CONSUME(K.virtual), virtual = true));
    return { kind: "metadata", key, virtual, span: this.since(first) };
  });

  readonly metadataKey = this.RULE("metadataKey", (): StringLiteral => this.SUBRULE(this.text));

  readonly view = this.RULE("view", (): Created<CreateView> => {
    this.CONSUME(K.view);
    let columns: Identifier[] = [];
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.newName);
    this.OPTION(() => columns = this.SUBRULE(this.newColumnList));
    this.CONSUME(K.as);
    const query = this.SUBRULE(this.query);
    return { kind: "createView", ifNotExists, name, columns, query };
  });

  readonly function = this.RULE("function", (): Created<CreateFunction> => {
    let aggregate = false;
    let options: Option[] = [];
    const parameters: FunctionParameter[] = [];
    this.OPTION(() => (this.CONSUME(K.aggregate), aggregate = true));
    this.CONSUME(K.function);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.newName);
    this.CONSUME(T.LeftParen);
    this.MANY_SEP({ SEP: T.Comma, DEF: () => parameters.push(this.SUBRULE(this.functionParameter)) });
    this.CONSUME(T.RightParen);
    this.CONSUME(K.returns);
    const returns = this.SUBRULE(this.typeName);
    this.CONSUME(K.language);
    this.CONSUME(K.typescript);
    this.CONSUME(K.as);
    const body = this.SUBRULE(this.functionBody);
    this.OPTION2(() => options = this.SUBRULE(this.withOptions));
    return { kind: "createFunction", aggregate, ifNotExists, name, parameters, returns, body, options };
  });

  readonly functionParameter = this.RULE("functionParameter", (): FunctionParameter => {
    const first = this.LA(1);
    const name = this.SUBRULE(this.newName);
    const type = this.SUBRULE(this.typeName);
    return { name, type, span: this.since(first) };
  });

  readonly functionBody = this.RULE("functionBody", (): FunctionBody => {
    const token = this.CONSUME(T.StringToken);
    return this.ACTION(() => ({
      kind: token.image.startsWith("$$") ? "code" : "file",
      text: stringValue(token.image),
      span: this.tokenSpan(token),
    }));
  });
}
