/** Options of every format whose schemas may be in a registry. */
import { SqlError } from "../errors.ts";
import { flagOption, numberOption, type OptionsOf } from "../options.ts";

export const REGISTRY_OPTIONS = {
  "schema.register": flagOption(
    "Sink: register the schema of the table; false: use the subject's latest version, which the columns must fit",
    true,
  ),
  "schema.id": numberOption("Use this schema of the registry and no other", undefined, { min: 1, integer: true }),
  "schema.version": numberOption("Version of the subject that the table's columns were taken from", undefined, {
    min: 1,
    integer: true,
  }),
};

/** Throws an `SqlError` when they are given and the messages carry no schema ids; `flag` is the option that would say so. */
export function checkRegistryOptions(
  options: OptionsOf<typeof REGISTRY_OPTIONS>,
  registered: boolean,
  flag: string,
): void {
  if (registered) return;
  const given = [
    ["schema.register", !options["schema.register"]],
    ["schema.id", options["schema.id"] !== undefined],
    ["schema.version", options["schema.version"] !== undefined],
  ] as const;
  const first = given.find(([, isGiven]) => isGiven);
  if (first === undefined) return;
  throw new SqlError(`'${first[0]}' is about a schema registry, and the table uses none`, {
    code: "bad_option",
    hint: `Add '${flag}' = 'true'.`,
  });
}
