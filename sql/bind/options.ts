/** `WITH (…)` lists of the syntax tree as plain options. */
import { SqlError } from "../../schema/errors.ts";
import type { GivenOption, GivenOptions } from "../../schema/options.ts";
import { intervalFromLiteral } from "../../schema/values/interval.ts";
import type * as ast from "../ast.ts";

/** By key; a key given twice is an error. */
export function givenOptions(options: readonly ast.Option[]): GivenOptions {
  const given = new Map<string, GivenOption>();
  for (const option of options) {
    const key = option.key.text;
    if (given.has(key)) {
      throw new SqlError(`Option '${key}' is given twice`, { code: "bad_option", span: option.key.span });
    }
    given.set(key, { value: optionValue(option.value), span: option.value.span, keySpan: option.key.span });
  }
  return given;
}

export function optionValue(value: ast.OptionValue): GivenOption["value"] {
  switch (value.kind) {
    case "string":
      return value.value;
    case "number":
      return value.text;
    case "boolean":
      return String(value.value);
    case "interval":
      return intervalFromLiteral(value.text, value.unit);
    case "name":
      return value.parts.map((part) => part.name).join(".");
    case "list":
      return value.items.map((item) => {
        const text = optionValue(item);
        if (typeof text === "string") return text;
        throw new SqlError("A list holds texts and numbers", { code: "bad_option", span: item.span });
      });
    case "parameter":
      throw new SqlError("A bound value cannot stand in WITH", { code: "bad_option", span: value.span });
    default:
      return value satisfies never;
  }
}
