/** What all parts of the grammar share: spans, names, numbers, the limit of nesting. */
import { EmbeddedActionsParser, type IOrAlt, type IParserConfig, type IToken } from "chevrotain";
import { SqlError } from "../../schema/errors.ts";
import type { Identifier, NamePath, Span, StringLiteral, WholeNumber } from "../ast.ts";
import { MAX_NESTING, tooNested } from "../limits.ts";
import { nameValue, stringValue } from "../token.ts";
import { AliasWord, AnyWord, Comma, Dot, FreeWord, LeftParen, NumberToken, QuotedName, RightParen } from "../tokens.ts";
import { StringToken, VOCABULARY } from "../tokens.ts";

/** Type argument of OR: each alternative gives a `T`. */
export type Alternatives<T> = IOrAlt<T>[];

/**
 * Actions run once while the grammar is recorded, with tokens and nodes that are not real: they build plain objects
 * and never look into the result of a SUBRULE except within ACTION.
 */
export abstract class BaseGrammar extends EmbeddedActionsParser {
  /** Offset of the statement in the text that was lexed: spans count from here. Set before each parse. */
  base = 0;
  /** Levels of nesting entered. Set to 0 before each parse. */
  depth = 0;

  protected constructor(config: IParserConfig) {
    super([...VOCABULARY], config);
  }

  protected enter(): void {
    if (++this.depth <= MAX_NESTING || this.RECORDING_PHASE) return;
    throw tooNested(this.tokenSpan(this.LA(1)));
  }

  protected leave(): void {
    this.depth--;
  }

  protected tokenSpan(token: IToken): Span {
    return { start: token.startOffset - this.base, end: (token.endOffset ?? token.startOffset) + 1 - this.base };
  }

  /** From `first` to the token consumed last. */
  protected since(first: IToken): Span {
    const last = this.LA(0);
    return { start: first.startOffset - this.base, end: (last.endOffset ?? last.startOffset) + 1 - this.base };
  }

  protected identifier(token: IToken): Identifier {
    return this.ACTION(() => ({
      name: nameValue(token),
      quoted: token.tokenType === QuotedName,
      span: this.tokenSpan(token),
    }));
  }

  // Names, one rule for each kind of thing that may stand there: completion asks for these rules.
  readonly tableName = this.RULE("tableName", (): Identifier => this.identifier(this.CONSUME(FreeWord)));
  readonly connectionName = this.RULE("connectionName", (): Identifier => this.identifier(this.CONSUME(FreeWord)));
  readonly functionName = this.RULE("functionName", (): Identifier => this.identifier(this.CONSUME(FreeWord)));
  readonly viewName = this.RULE("viewName", (): Identifier => this.identifier(this.CONSUME(FreeWord)));
  readonly columnName = this.RULE("columnName", (): Identifier => this.identifier(this.CONSUME(FreeWord)));
  /** A name that comes into being here. */
  readonly newName = this.RULE("newName", (): Identifier => this.identifier(this.CONSUME(FreeWord)));
  /** The same where reserved words are allowed too: after AS, in a column definition. */
  readonly newAnyName = this.RULE("newAnyName", (): Identifier => this.identifier(this.CONSUME(AnyWord)));
  readonly newAlias = this.RULE("newAlias", (): Identifier => this.identifier(this.CONSUME(AliasWord)));
  /** After a dot. */
  readonly fieldName = this.RULE("fieldName", (): Identifier => this.identifier(this.CONSUME(AnyWord)));

  readonly columnPath = this.RULE("columnPath", (): NamePath => {
    const first = this.LA(1);
    const parts = [this.SUBRULE(this.columnName)];
    this.MANY(() => {
      this.CONSUME(Dot);
      parts.push(this.SUBRULE(this.fieldName));
    });
    return { kind: "name", parts, span: this.since(first) };
  });

  readonly columnList = this.RULE("columnList", (): Identifier[] => {
    const columns: Identifier[] = [];
    this.CONSUME(LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => columns.push(this.SUBRULE(this.columnName)) });
    this.CONSUME(RightParen);
    return columns;
  });

  readonly newColumnList = this.RULE("newColumnList", (): Identifier[] => {
    const columns: Identifier[] = [];
    this.CONSUME(LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => columns.push(this.SUBRULE(this.newName)) });
    this.CONSUME(RightParen);
    return columns;
  });

  readonly text = this.RULE("text", (): StringLiteral => {
    const token = this.CONSUME(StringToken);
    return this.ACTION(() => this.textOf(token));
  });

  protected textOf(token: IToken): StringLiteral {
    return { kind: "string", value: stringValue(token.image), span: this.tokenSpan(token) };
  }

  readonly wholeNumber = this.RULE("wholeNumber", (): WholeNumber => {
    const token = this.CONSUME(NumberToken);
    return this.ACTION(() => {
      const value = Number(token.image.replaceAll("_", ""));
      const span = this.tokenSpan(token);
      if (Number.isSafeInteger(value) && /^[\d_]+$/.test(token.image)) return { value, span };
      throw new SqlError(`Expected a whole number, found "${token.image}"`, { code: "syntax", span });
    });
  });
}
