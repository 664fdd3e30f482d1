/** Options as help shows them, from the declarations that statements are checked with. */
import { CONNECTORS } from "../../connectors/mod.ts";
import { Settings } from "../../engine/settings.ts";
import { IDLE_OPTIONS, TABLE_OPTIONS } from "../../engine/tables.ts";
import { FORMATS } from "../../schema/formats/mod.ts";
import type { Option, OptionSpecs } from "../../schema/options.ts";
import { FUNCTION_OPTIONS } from "../../sql/bind/user_function.ts";

/** One option in the place where it may stand. */
export interface OptionHelp {
  readonly key: string;
  /** `tables of kafka`, `connections of confluent`, `format csv`, `SET`. */
  readonly place: string;
  readonly doc: string;
  readonly values: string;
  /** Undefined: it has none. */
  readonly fallback: string | undefined;
  readonly required: boolean;
}

/** An option that several connectors share comes once for each group that declares it alike. */
export function optionHelps(): readonly OptionHelp[] {
  const places: (readonly [string, OptionSpecs])[] = [
    ["every table", TABLE_OPTIONS],
    ["tables with a format", IDLE_OPTIONS],
    ...CONNECTORS.flatMap((one): (readonly [string, OptionSpecs])[] => [
      ...(one.connectionOptions === undefined ? [] : [[`connections of ${one.name}`, one.connectionOptions] as const]),
      [`tables of ${one.name}`, one.tableOptions],
    ]),
    ...FORMATS.map(({ name, options }) => [`format ${name}`, options] as const),
    ["CREATE FUNCTION", FUNCTION_OPTIONS],
  ];
  const found = new Map<string, OptionHelp>();
  for (const [place, specs] of places) {
    for (const [key, option] of Object.entries(specs)) {
      const same = `${key}\n${option.doc}\n${option.values}`;
      const before = found.get(same);
      found.set(
        same,
        before === undefined ? helpOf(key, place, option) : { ...before, place: `${before.place}, ${place}` },
      );
    }
  }
  return [...found.values(), ...settings()];
}

function helpOf(
  key: string,
  place: string,
  { doc, values, fallback, required = false, secret }: Option<unknown>,
): OptionHelp {
  const shown = typeof fallback === "string" || typeof fallback === "number" || typeof fallback === "boolean";
  return {
    key,
    place,
    doc: secret === true ? `${doc}; never shown` : doc,
    values,
    fallback: shown && fallback !== "" ? String(fallback) : undefined,
    required,
  };
}

function settings(): OptionHelp[] {
  return new Settings(false).rows().map(([key, _, fallback, doc]) => ({
    key,
    place: "SET",
    doc,
    values: "",
    fallback: fallback === "" ? undefined : fallback,
    required: false,
  }));
}
