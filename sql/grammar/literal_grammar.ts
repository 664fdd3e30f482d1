/** Literals and type names. */
import type { IToken } from "chevrotain";
import { SqlError } from "../../schema/errors.ts";
import type {
  BytesLiteral,
  IntervalLiteral,
  IntervalUnit,
  Literal,
  NumberLiteral,
  SimpleType,
  StringLiteral,
  StructField,
  TypedLiteral,
  TypeName,
} from "../ast.ts";
import { stringValue } from "../token.ts";
import * as T from "../tokens.ts";
import { INTERVAL_UNITS, K } from "../tokens.ts";
import { type Alternatives, BaseGrammar } from "./base_grammar.ts";

const UNITS: ReadonlyMap<string, IntervalUnit> = new Map(Object.entries(INTERVAL_UNITS));

export abstract class LiteralGrammar extends BaseGrammar {
  readonly number = this.RULE("number", (): NumberLiteral => {
    return this.numberOf(this.CONSUME(T.NumberToken));
  });

  protected numberOf(token: IToken): NumberLiteral {
    return { kind: "number", text: token.image.replaceAll("_", ""), span: this.tokenSpan(token) };
  }

  /** A number or text with nothing around it, as lists have them by the thousand: what the rules would make of it. */
  protected loneLiteral(): NumberLiteral | StringLiteral | undefined {
    if (this.RECORDING_PHASE) return undefined;
    const { tokenType } = this.LA(1);
    if (tokenType !== T.NumberToken && tokenType !== T.StringToken) return undefined;
    const after = this.LA(2).tokenType;
    if (after !== T.Comma && after !== T.RightParen) return undefined;
    const token = this.CONSUME(tokenType);
    return tokenType === T.NumberToken ? this.numberOf(token) : this.textOf(token);
  }

  readonly literal = this.RULE("literal", (): Literal =>
    this.OR<Alternatives<Literal>>([
      { ALT: () => this.SUBRULE(this.number) },
      { ALT: () => this.SUBRULE(this.text) },
      { ALT: () => this.bytes(this.CONSUME(T.BytesToken)) },
      { ALT: () => ({ kind: "boolean", value: true, span: this.tokenSpan(this.CONSUME(K.true)) }) },
      { ALT: () => ({ kind: "boolean", value: false, span: this.tokenSpan(this.CONSUME(K.false)) }) },
      { ALT: () => ({ kind: "null", span: this.tokenSpan(this.CONSUME(K.null)) }) },
    ]));

  /** `DATE '…'` */
  readonly typedLiteral = this.RULE("typedLiteral", (): TypedLiteral => {
    const first = this.LA(1);
    const type = this.OR<Alternatives<TypedLiteral["type"]>>([
      { ALT: () => (this.CONSUME(K.date), "date") },
      { ALT: () => (this.CONSUME(K.time), "time") },
      { ALT: () => (this.CONSUME(K.timestamp), "timestamp") },
      { ALT: () => (this.CONSUME(K.decimal), "decimal") },
    ]);
    const text = this.CONSUME(T.StringToken);
    return this.ACTION(() => ({
      kind: "typedLiteral",
      type,
      text: stringValue(text.image),
      textSpan: this.tokenSpan(text),
      span: this.since(first),
    }));
  });

  /** `INTERVAL '…' [unit]` */
  readonly interval = this.RULE("interval", (): IntervalLiteral => {
    const first = this.CONSUME(K.interval);
    const token = this.OR([
      { ALT: () => this.CONSUME(T.StringToken) },
      { ALT: () => this.CONSUME(T.NumberToken) },
    ]);
    let unit: IntervalUnit | undefined;
    this.OPTION(() => {
      const word = this.CONSUME(T.UnitWord);
      unit = this.ACTION(() => UNITS.get(word.image.toLowerCase()));
    });
    return this.ACTION(() => ({
      kind: "interval",
      text: token.tokenType === T.StringToken ? stringValue(token.image) : token.image.replaceAll("_", ""),
      unit,
      textSpan: this.tokenSpan(token),
      span: this.since(first),
    }));
  });

  readonly typeName = this.RULE("typeName", (): TypeName => {
    this.enter();
    const first = this.LA(1);
    let type = this.OR<Alternatives<TypeName>>({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { GATE: () => this.LA(2).tokenType === T.Less, ALT: () => this.SUBRULE(this.bracketedType) },
        { ALT: () => this.SUBRULE(this.simpleType) },
      ],
    });
    this.MANY({
      GATE: () => this.LA(2).tokenType === T.RightBracket,
      DEF: () => {
        this.CONSUME(T.LeftBracket);
        this.CONSUME(T.RightBracket);
        type = { kind: "array", element: type, span: this.since(first) };
      },
    });
    this.leave();
    return type;
  });

  readonly bracketedType = this.RULE("bracketedType", (): TypeName => {
    const first = this.LA(1);
    return this.OR<Alternatives<TypeName>>([
      {
        ALT: () => {
          this.OR2([{ ALT: () => this.CONSUME(K.struct) }, { ALT: () => this.CONSUME(K.row) }]);
          const fields: StructField[] = [];
          this.CONSUME(T.Less);
          this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => fields.push(this.SUBRULE(this.structField)) });
          this.CONSUME(T.Greater);
          return { kind: "struct", fields, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.array);
          this.CONSUME2(T.Less);
          const element = this.SUBRULE(this.typeName);
          this.CONSUME2(T.Greater);
          return { kind: "array", element, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.map);
          this.CONSUME3(T.Less);
          const key = this.SUBRULE2(this.typeName);
          this.CONSUME(T.Comma);
          const value = this.SUBRULE3(this.typeName);
          this.CONSUME3(T.Greater);
          return { kind: "map", key, value, span: this.since(first) };
        },
      },
    ]);
  });

  readonly structField = this.RULE("structField", (): StructField => {
    const first = this.LA(1);
    const name = this.SUBRULE(this.newAnyName);
    const type = this.SUBRULE(this.typeName);
    return { name, type, span: this.since(first) };
  });

  readonly simpleType = this.RULE("simpleType", (): SimpleType => {
    const first = this.LA(1);
    let { name } = this.identifier(this.CONSUME(T.FreeWord)) ?? { name: "" };
    this.OPTION({
      GATE: () => name === (this.LA(1).tokenType === K.precision ? "double" : "character"),
      DEF: () => {
        name += this.OR<Alternatives<string>>([
          { ALT: () => (this.CONSUME(K.precision), " precision") },
          { ALT: () => (this.CONSUME(K.varying), " varying") },
        ]);
      },
    });
    const args: number[] = [];
    this.OPTION2(() => {
      this.CONSUME(T.LeftParen);
      this.AT_LEAST_ONE_SEP({
        SEP: T.Comma,
        DEF: () => {
          const number = this.SUBRULE(this.wholeNumber);
          this.ACTION(() => args.push(number.value));
        },
      });
      this.CONSUME(T.RightParen);
    });
    let unsigned = false;
    this.OPTION3(() => {
      this.CONSUME(K.unsigned);
      unsigned = true;
    });
    let timeZone: SimpleType["timeZone"];
    this.OPTION4({
      GATE: () => this.LA(2).tokenType === K.time,
      DEF: () => {
        timeZone = this.OR2<Alternatives<"with" | "without">>([
          { ALT: () => (this.CONSUME(K.with), "with") },
          { ALT: () => (this.CONSUME(K.without), "without") },
        ]);
        this.CONSUME(K.time);
        this.CONSUME(K.zone);
      },
    });
    return { kind: "simple", name, arguments: args, unsigned, timeZone, span: this.since(first) };
  });

  protected bytes(token: IToken): BytesLiteral {
    const hex = token.image.slice(2, -1).toLowerCase();
    const span = this.tokenSpan(token);
    if (!this.RECORDING_PHASE && !/^(?:[0-9a-f]{2})*$/.test(hex)) {
      throw new SqlError(`Invalid bytes ${token.image}: expected an even number of hexadecimal digits`, {
        code: "syntax",
        span,
      });
    }
    return { kind: "bytes", hex, span };
  }
}
