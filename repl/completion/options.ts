/** Keys and values of `WITH (…)`, from what connectors and formats say of their options. */
import { CONNECTORS } from "../../connectors/mod.ts";
import type { Connector } from "../../connectors/connector.ts";
import { IDLE_OPTIONS, LOCAL, TABLE_OPTIONS, type World } from "../../engine/tables.ts";
import { fieldOf } from "../../schema/field.ts";
import { FORMATS } from "../../schema/formats/mod.ts";
import type { OptionSpecs } from "../../schema/options.ts";
import { TEXT } from "../../schema/types.ts";
import { FUNCTION_OPTIONS } from "../../sql/bind/user_function.ts";
import type { Candidate } from "./candidates.ts";
import type { Known, OutsideName, OutsideNames } from "./cluster_names.ts";
import { declaredColumns } from "./declared_columns.ts";
import type { OptionPlace } from "./option_list.ts";
import type { Place } from "./place.ts";

const COLUMN_VALUES = new Set(["sink.key_field", "sink.timestamp_field", "event_time_field", "watermark_field"]);

/** Everything that may be given, the missing required ones first. */
export function optionSpecs(options: OptionPlace, place: Place, world: World): OptionSpecs {
  const { owner, given } = options;
  if (owner === "function") return FUNCTION_OPTIONS;
  const connector = connectorOf(options, world);
  if (owner === "connection") return { connector: TABLE_OPTIONS.connector, ...connector?.connectionOptions };
  const format = FORMATS.find(({ name }) => name === (given.get("format") ?? connector?.defaultFormat));
  const own = { ...connector?.tableOptions, ...format?.options };
  const { connector: kind, connection_profile: profile, format: written, ...others } = TABLE_OPTIONS;
  if (connector === undefined) return { connector: kind, connection_profile: profile, format: written, ...others };
  const messages = connector.formats === "none" ? {} : { format: written };
  const records = connector.formats === "required" ? { ...IDLE_OPTIONS, ...others } : { type: others.type };
  if (owner === "hint") return { ...own, ...records };
  const connections = connector.connectionOptions === undefined ? {} : { connection_profile: profile };
  const inline = given.has("connection_profile") ? {} : connector.connectionOptions;
  const columns = declaredColumns(place).map(({ text }) => connector.columnOptions?.(fieldOf(text, TEXT)) ?? {});
  return {
    ...messages,
    ...connections,
    ...own,
    ...Object.assign({}, ...columns),
    ...inline,
    ...records,
    connector: kind,
  };
}

/** `assigned`: the `=` stands there already. */
export function keyCandidates(options: OptionPlace, place: Place, world: World, assigned: boolean): Candidate[] {
  const connector = connectorOf(options, world);
  const isMissing = (key: string, required = false) =>
    required || key === "format" && connector?.formats === "required" && connector.defaultFormat === undefined ||
    key === "connector" && connector === undefined;
  return Object.entries(optionSpecs(options, place, world))
    .filter(([key]) => !options.given.has(key))
    .map(([key, spec]) => ({ key, spec, missing: isMissing(key, spec.required) && options.owner !== "hint" }))
    .toSorted((a, b) => Number(b.missing) - Number(a.missing))
    .map(({ key, spec, missing }): Candidate => ({
      text: place.quote === "'" ? `'${key}'${assigned ? "" : " = "}` : `${key}${assigned ? "" : " = "}`,
      name: key,
      kind: "option",
      detail: missing ? "required" : spec.values,
      doc: spec.doc,
    }));
}

/** Values that option `key` has, or names of what it means. */
export function optionValues(
  key: string,
  options: OptionPlace,
  place: Place,
  world: World,
  cluster: OutsideNames | undefined,
  ask: boolean,
): Known {
  if (key === "connector") {
    const offered = CONNECTORS.filter(({ connectionOptions }) => options.owner === "table" || connectionOptions);
    return known(offered.map(({ name, doc }) => ({ name, doc })));
  }
  if (key === "format") return known(FORMATS.map(({ name, doc }) => ({ name, doc })));
  if (key === "connection_profile") return known(connectionValues(world));
  if (COLUMN_VALUES.has(key)) {
    return known(declaredColumns(place).map(({ text, detail }) => ({ name: text, doc: detail })));
  }
  const profile = profileOf(options, world);
  if (profile !== undefined && /(^|\.)topic$/.test(key)) return cluster?.topics(profile, ask) ?? known([]);
  if (profile !== undefined && /(^|\.)subject$/.test(key)) return cluster?.subjects(profile, ask) ?? known([]);
  const choices = optionSpecs(options, place, world)[key]?.choices ?? [];
  return known(choices.map((name) => ({ name })));
}

/** Connections, as values of options and settings. */
export function connectionValues({ catalog }: World): readonly OutsideName[] {
  const own = catalog.connections().map(({ name, connector }) => ({ name, doc: connector }));
  return [{ name: LOCAL, doc: "the embedded cluster" }, ...own];
}

function known(names: Known["names"]): Known {
  return { names };
}

/** The connection whose names are meant; undefined: one that has no name. */
function profileOf({ given, table }: OptionPlace, world: World): string | undefined {
  const hinted = table === undefined ? undefined : world.catalog.table(table)?.connection;
  return given.get("connection_profile") ?? hinted ??
    (given.has("bootstrap_servers") ? undefined : world.connection ?? LOCAL);
}

/** The connector that the options name, or their connection, or the table of a hint. */
export function connectorOf(
  { owner, table, given }: Pick<OptionPlace, "owner" | "table" | "given">,
  world: World,
): Connector | undefined {
  const profile = given.get("connection_profile") ?? world.connection;
  const name = given.get("connector") ??
    (owner === "hint" && table !== undefined ? world.catalog.table(table)?.connector : undefined) ??
    (profile === LOCAL ? "kafka" : profile === undefined ? undefined : world.catalog.connection(profile)?.connector);
  return CONNECTORS.find((one) => one.name === name?.toLowerCase());
}
