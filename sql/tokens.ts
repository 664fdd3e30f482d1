/**
 * The words and signs of the dialect, each said once. A keyword's class decides where it may stand as a name;
 * the grammar asks for the categories {@link FreeWord}, {@link AliasWord} and {@link AnyWord}, so adding a keyword
 * is one line here.
 */
import { createToken, Lexer, type TokenType } from "chevrotain";

function words<const W extends string>(text: W): readonly Split<W>[] {
  return text.split(" ") as Split<W>[];
}
type Split<S extends string, Done = never> = S extends `${infer Head} ${infer Tail}` ? Split<Tail, Done | Head>
  : Done | S;

/** Names only between quotes (and after AS, after `.`, and in a column definition). */
export const RESERVED = words(
  "all and any as between by case cast create cross distinct drop else except exists false from full group having in inner insert intersect into is join left like limit natural not null on or order right select then true union using values when where with",
);

/** Names, but not an alias without AS. */
export const NO_ALIAS = words("window filter over within emit fetch for offset qualify tablesample");

/** Words with a meaning in some places; names everywhere. */
export const FREE = words(
  "aggregate always array asc begin both checkpoint connection connections cube current date decimal desc describe descriptor end enforced escape execute explain extract first following function functions generated grouping groups if ignore ilike interval job jobs key language last leading map metadata now nulls options outer overlay partition pause placing position preceding precision primary range recursive replace reset respect restart resume returns rollup row rows session set sets settings show similar statement stop stored struct substring table tables temporary test time timestamp to topic topics trailing trim try_cast typescript unbounded unknown unnest unsigned varying view views virtual watermark without zone",
);

/** Units of `INTERVAL '5' MINUTE`, as written → as meant. */
export const INTERVAL_UNITS = {
  year: "year",
  years: "year",
  month: "month",
  months: "month",
  week: "week",
  weeks: "week",
  day: "day",
  days: "day",
  hour: "hour",
  hours: "hour",
  minute: "minute",
  minutes: "minute",
  second: "second",
  seconds: "second",
  millisecond: "millisecond",
  milliseconds: "millisecond",
  microsecond: "microsecond",
  microseconds: "microsecond",
  nanosecond: "nanosecond",
  nanoseconds: "nanosecond",
} as const;

export type Keyword = (typeof RESERVED)[number] | (typeof NO_ALIAS)[number] | (typeof FREE)[number];
export type KeywordClass = "reserved" | "noAlias" | "free";

function category(name: string, label: string, parents: TokenType[] = []): TokenType {
  return createToken({ name, label, pattern: Lexer.NA, categories: parents });
}

/** Every word, also a reserved one. */
export const AnyWord = category("AnyWord", "a name");
/** What is a name without quotes, and every quoted name. */
export const FreeWord = category("FreeWord", "a name", [AnyWord]);
/** What may be an alias without AS. */
export const AliasWord = category("AliasWord", "a name", [FreeWord]);
/** `minute`, `minutes`, … */
export const UnitWord = category("UnitWord", "a unit of time", [AliasWord]);

/** A word that is no keyword. */
export const Word = createToken({ name: "Word", label: "a name", pattern: Lexer.NA, categories: [AliasWord] });
export const QuotedName = createToken({
  name: "QuotedName",
  label: "a name",
  pattern: Lexer.NA,
  categories: [AliasWord],
});

const CATEGORY_OF_CLASS = { reserved: AnyWord, noAlias: FreeWord, free: AliasWord } as const;

function keyword(word: string, type: TokenType): TokenType {
  return createToken({ name: `KW_${word}`, label: word.toUpperCase(), pattern: Lexer.NA, categories: [type] });
}

function keywords<const W extends string>(list: readonly W[], type: KeywordClass): Record<W, TokenType> {
  return Object.fromEntries(list.map((word) => [word, keyword(word, CATEGORY_OF_CLASS[type])])) as Record<W, TokenType>;
}

/** The token type of each keyword: `K.select`. */
export const K: Record<Keyword, TokenType> = {
  ...keywords(RESERVED, "reserved"),
  ...keywords(NO_ALIAS, "noAlias"),
  ...keywords(FREE, "free"),
};

/** Token types of words that are not plain names, by their lower-case text. */
export const KEYWORD_TOKENS: ReadonlyMap<string, TokenType> = new Map<string, TokenType>([
  ...Object.entries(K),
  ...Object.keys(INTERVAL_UNITS).map((unit) => [unit, keyword(unit, UnitWord)] as const),
]);

const RESERVED_SET: ReadonlySet<string> = new Set(RESERVED);

/** Whether an unquoted `word` (lower case) cannot be a name everywhere. */
export function isReserved(word: string): boolean {
  return RESERVED_SET.has(word);
}

// ---------------------------------------------------------------------------------------------------------------------
// Literals

function sign(name: string, label: string, categories: TokenType[] = []): TokenType {
  return createToken({ name, label, pattern: Lexer.NA, categories });
}

export const NumberToken = sign("Number", "a number");
/** `'…'`, `E'…'` or `$$…$$`; the image tells which. */
export const StringToken = sign("String", "a text in quotes");
export const BytesToken = sign("Bytes", "a text in quotes");
/** `$1` */
export const ParameterToken = sign("Parameter", "a parameter");

// What cannot be read on: each ends the text or stands for one bad piece of it.
export const UnterminatedString = sign("UnterminatedString", "an open text");
export const UnterminatedName = sign("UnterminatedName", "an open name");
export const UnterminatedComment = sign("UnterminatedComment", "an open comment");
export const InvalidNumber = sign("InvalidNumber", "a bad number");
export const UnknownCharacter = sign("UnknownCharacter", "an unknown character");
// What stands for the rest of a statement that is beyond a limit: see limits.ts.
export const TooNested = sign("TooNested", "too many brackets");
export const TooDeep = sign("TooDeep", "too many operators");
export const TooWide = sign("TooWide", "too many columns");

// ---------------------------------------------------------------------------------------------------------------------
// Signs. The categories are the levels of precedence.

export const Comparison = category("Comparison", "an operator");
export const PatternOperator = category("PatternOperator", "an operator");
export const OtherOperator = category("OtherOperator", "an operator");
export const Additive = category("Additive", "an operator");
export const Multiplicative = category("Multiplicative", "an operator");

export const Equal = sign("Equal", '"="', [Comparison]);
export const NotEqual = sign("NotEqual", '"<>"', [Comparison]);
export const Less = sign("Less", '"<"', [Comparison]);
export const LessOrEqual = sign("LessOrEqual", '"<="', [Comparison]);
/** Also closes a type's bracket; two of them side by side are the operator `>>`. */
export const Greater = sign("Greater", '">"', [Comparison]);
export const GreaterOrEqual = sign("GreaterOrEqual", '">="', [Comparison]);
export const Matches = sign("Matches", '"~"', [PatternOperator]);
export const Plus = sign("Plus", '"+"', [Additive]);
export const Minus = sign("Minus", '"-"', [Additive]);
export const Star = sign("Star", '"*"', [Multiplicative]);
export const Slash = sign("Slash", '"/"', [Multiplicative]);
export const Percent = sign("Percent", '"%"', [Multiplicative]);
/** `|| -> ->> ? # & | << @> <@` */
export const Operator = sign("Operator", "an operator", [OtherOperator]);
/** Refused, with a hint. */
export const Caret = sign("Caret", '"^"');
export const DoubleColon = sign("DoubleColon", '"::"');
export const Colon = sign("Colon", '":"');
export const Dot = sign("Dot", '"."');
export const Comma = sign("Comma", '","');
export const Semicolon = sign("Semicolon", '";"');
export const LeftParen = sign("LeftParen", '"("');
export const RightParen = sign("RightParen", '")"');
export const LeftBracket = sign("LeftBracket", '"["');
export const RightBracket = sign("RightBracket", '"]"');
export const HintStart = sign("HintStart", '"/*+"');
export const HintEnd = sign("HintEnd", '"*/"');

/** Signs by their text, the longest first where one begins another. */
export const SIGNS: ReadonlyMap<string, TokenType> = new Map([
  ["!~*", Matches],
  ["->>", Operator],
  ["||", Operator],
  ["->", Operator],
  ["<<", Operator],
  ["@>", Operator],
  ["<@", Operator],
  ["!~", Matches],
  ["~*", Matches],
  ["::", DoubleColon],
  ["==", Equal],
  ["<>", NotEqual],
  ["!=", NotEqual],
  ["<=", LessOrEqual],
  [">=", GreaterOrEqual],
  ["=", Equal],
  ["<", Less],
  [">", Greater],
  ["~", Matches],
  ["+", Plus],
  ["-", Minus],
  ["*", Star],
  ["/", Slash],
  ["%", Percent],
  ["?", Operator],
  ["#", Operator],
  ["&", Operator],
  ["|", Operator],
  ["^", Caret],
  [":", Colon],
  [".", Dot],
  [",", Comma],
  [";", Semicolon],
  ["(", LeftParen],
  [")", RightParen],
  ["[", LeftBracket],
  ["]", RightBracket],
]);

/** The whole vocabulary, for the grammar. */
export const VOCABULARY: readonly TokenType[] = [
  AnyWord,
  FreeWord,
  AliasWord,
  UnitWord,
  Word,
  QuotedName,
  Comparison,
  PatternOperator,
  OtherOperator,
  Additive,
  Multiplicative,
  ...KEYWORD_TOKENS.values(),
  NumberToken,
  StringToken,
  BytesToken,
  ParameterToken,
  UnterminatedString,
  UnterminatedName,
  UnterminatedComment,
  InvalidNumber,
  UnknownCharacter,
  TooNested,
  TooDeep,
  TooWide,
  ...new Set(SIGNS.values()),
  HintStart,
  HintEnd,
];
