/**
 * What expressions are made of: operators, casts, special forms and calls, each as a template whose `$` stand for
 * smaller expressions of the named classes (`places.ts`).
 */
import { CALLS } from "./calls.ts";

export interface Shape {
  /** Groups what {@link rules} and the report speak of: an operator, `cast INT`, a function's name. */
  readonly name: string;
  readonly template: string;
  /** The same for DataFusion, where it writes it in another way. */
  readonly theirs?: string;
  readonly places: readonly string[];
}

const shape = (name: string, template: string, places: string, theirs?: string): Shape => ({
  name,
  template,
  places: places === "" ? [] : places.split(" "),
  ...(theirs !== undefined && { theirs }),
});

const ARITHMETIC = ["+", "-", "*", "/", "%"].flatMap((op) => [
  shape(op, `($ ${op} $)`, "number number"),
  shape(op, `($ ${op} $)`, "decimal decimal"),
  shape(op, `($ ${op} $)`, "any any"),
]);

const TEMPORAL = [
  shape("+", "($ + $)", "instant interval"),
  shape("+", "($ + $)", "interval instant"),
  shape("-", "($ - $)", "instant interval"),
  shape("-", "($ - $)", "instant instant"),
  shape("+", "($ + $)", "interval interval"),
  shape("-", "($ - $)", "interval interval"),
];

const BITS = [["&", "&"], ["|", "|"], ["#", "^"], ["<<", "<<"], [">>", ">>"]].map(([ours, theirs]) =>
  shape(ours ?? "", `($ ${ours} $)`, "integer integer", `($ ${theirs} $)`)
);

const COMPARISONS = ["=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"].flatMap((op) => [
  shape(op, `($ ${op} $)`, "any same"),
  shape(op, `($ ${op} $)`, "number number"),
  shape(op, `($ ${op} $)`, "any any"),
]);

const PATTERNS = ["LIKE", "ILIKE", "NOT LIKE", "NOT ILIKE"].map((op) => shape(op, `($ ${op} $)`, "text like")).concat(
  ["~", "~*", "!~", "!~*", "SIMILAR TO"].map((op) => shape(op, `($ ${op} $)`, "text regex")),
);

const LOGIC = [
  shape("AND", "($ AND $)", "boolean boolean"),
  shape("OR", "($ OR $)", "boolean boolean"),
  shape("NOT", "(NOT $)", "boolean"),
  shape("NOT", "(NOT $)", "any"),
  ...["NULL", "TRUE", "FALSE", "UNKNOWN"].flatMap((word) =>
    [`IS ${word}`, `IS NOT ${word}`].map((test) => shape(test, `($ ${test})`, word === "NULL" ? "any" : "boolean"))
  ),
  shape("BETWEEN", "($ BETWEEN $ AND $)", "any same same"),
  shape("BETWEEN", "($ BETWEEN $ AND $)", "number number number"),
  shape("NOT BETWEEN", "($ NOT BETWEEN $ AND $)", "number number number"),
  shape("IN", "($ IN ($, $))", "any same same"),
  shape("IN", "($ IN ($, $, $))", "number number number number"),
  shape("NOT IN", "($ NOT IN ($, $))", "any same same"),
  shape("IN", "($ IN (1, 2, 3, 42, -7))", "integer"),
  shape("IN", "($ IN ('a', 'b', 'Abc', '12', ''))", "text"),
];

const CHOICES = [
  shape("CASE", "CASE WHEN $ THEN $ ELSE $ END", "boolean any same"),
  shape("CASE", "CASE WHEN $ THEN $ ELSE $ END", "boolean any any"),
  shape("CASE", "CASE WHEN $ THEN $ WHEN $ THEN $ END", "boolean number boolean number"),
  shape("CASE x", "CASE $ WHEN $ THEN $ WHEN $ THEN $ ELSE $ END", "any same any same any any"),
  shape("coalesce", "coalesce($, $)", "any same"),
  shape("coalesce", "coalesce($, $, $)", "number number number"),
  shape("coalesce", "coalesce($, $)", "any any"),
];

const FORMS = [
  shape("-x", "(- $)", "number"),
  shape("-x", "(- $)", "interval"),
  shape("||", "($ || $)", "text any"),
  shape("||", "($ || $)", "any text"),
  shape("||", "($ || $)", "any any"),
  shape("||", "($ || $)", "array like-array"),
  shape("[ ]", "($)[$]", "array index"),
  shape("[:]", "($)[$:$]", "array index index"),
  shape("s[ ]", "($)['x']", "struct"),
  shape("@>", "($ @> $)", "array like-array"),
  shape("<@", "($ <@ $)", "array like-array"),
  shape("= ANY", "($ = ANY($))", "element-of-next array"),
  ...[
    "year",
    "quarter",
    "month",
    "week",
    "day",
    "hour",
    "minute",
    "second",
    "millisecond",
    "microsecond",
    "nanosecond",
    "dow",
    "doy",
    "epoch",
  ]
    .flatMap((part) => [
      shape("extract", `extract(${part} FROM $)`, "instant"),
      shape(
        "extract",
        `extract(${part} FROM $)`,
        ["hour", "minute", "second", "epoch"].includes(part) ? "time" : "interval",
      ),
    ]),
  shape("substring", "substring($ FROM $ FOR $)", "text index count"),
  shape("substring", "substring($ FROM $)", "text index"),
  shape("trim", "trim(both $ from $)", "text text"),
  shape("trim", "trim(leading $ from $)", "text text"),
  shape("trim", "trim(trailing $ from $)", "text text"),
  shape("position", "position($ in $)", "text text"),
  shape("overlay", "overlay($ placing $ from $ for $)", "text text index index"),
];

/** A type's name and the classes of what is cast to it. */
const CASTS = [
  ["BOOLEAN", "scalar"],
  ...["TINYINT", "SMALLINT", "INT", "BIGINT"].flatMap((type) => [[type, "number"], [`${type} UNSIGNED`, "number"]]),
  ...["BIGINT", "INT", "REAL", "DOUBLE", "BOOLEAN", "DATE", "TIME", "TIMESTAMP", "INTERVAL", "BYTEA"]
    .map((type) => [type, "text"]),
  ["INT", "any"],
  ["BIGINT", "any"],
  ["REAL", "number"],
  ["DOUBLE", "number"],
  ["DOUBLE", "any"],
  ...["DECIMAL(10, 2)", "DECIMAL(38, 10)", "DECIMAL(5, 5)", "DECIMAL(38, 0)"].flatMap((type) => [
    [type, "number"],
    [type, "text"],
  ]),
  ["TEXT", "scalar"],
  ["TEXT", "number"],
  ["TEXT", "instant"],
  ["TEXT", "bytes"],
  ...["TIMESTAMP", "TIMESTAMP(0)", "TIMESTAMP(3)", "TIMESTAMP(6)"].flatMap((type) => [
    [type, "instant"],
    [type, "integer"],
    [type, "text"],
  ]),
  ["DATE", "instant"],
  ["TIME", "instant"],
  ["BIGINT", "instant"],
  ["INT", "date"],
  ["BIGINT", "time"],
] as const;

export const SHAPES: readonly Shape[] = [
  ...ARITHMETIC,
  ...TEMPORAL,
  ...BITS,
  ...COMPARISONS,
  ...PATTERNS,
  ...LOGIC,
  ...CHOICES,
  ...FORMS,
  ...CASTS.flatMap(([type, place]) => [
    shape(`cast ${type}`, `CAST($ AS ${type})`, place ?? "any"),
    shape(`try_cast ${type}`, `TRY_CAST($ AS ${type})`, place ?? "any"),
  ]),
  ...CALLS.map(([name, places]) =>
    shape(name, `${name}(${places === "" ? "" : places.split(" ").map(() => "$").join(", ")})`, places)
  ),
];
