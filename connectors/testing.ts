/** What tests of connectors share: requests without an engine, and collected rows. */
import { valueAt } from "../schema/column.ts";
import type { Field } from "../schema/field.ts";
import type { RowEncoder } from "../schema/formats/format.ts";
import {
  type GivenOptions,
  type Option,
  type OptionsOf,
  type OptionSpecs,
  readOptions,
  refuseUnknown,
} from "../schema/options.ts";
import type { Table, TableColumn } from "../schema/table.ts";
import type { Value } from "../schema/types.ts";
import type { Connector, Environment, Positions, SinkRequest, Source, SourceRequest } from "./connector.ts";

export function given(options: Readonly<Record<string, string>>): GivenOptions {
  return new Map(Object.entries(options).map(([key, value]) => [key, { value }]));
}

export function tableOf(
  connector: string,
  options: Readonly<Record<string, string>> = {},
  columns: readonly Field[] = [],
): Table {
  const physical = columns.map((column): TableColumn => ({ ...column, role: "physical" }));
  const type = options["type"];
  const direction = type === "source" || type === "sink" ? type : "both";
  return { name: "t", connector, direction, columns: physical, primaryKey: [], options: given(options), sql: "" };
}

/** Reads the options of a table as the binder does: unknown ones are refused. */
export function optionsFor<C extends OptionSpecs, T extends OptionSpecs>(
  connector: Connector<C, T>,
  table: Table,
): OptionsOf<T> {
  const columns: Record<string, Option<unknown>> = {};
  for (const column of table.columns) Object.assign(columns, connector.columnOptions?.(column));
  const left = new Set([...table.options.keys()].filter((key) => key !== "format" && key !== "type"));
  const options = readOptions(connector.tableOptions, table.options, left);
  const more = readOptions(columns, table.options, left);
  refuseUnknown(left, table.options, [...Object.keys(connector.tableOptions), ...Object.keys(columns)]);
  return { ...options, ...more };
}

export interface TestSetup {
  readonly options?: Readonly<Record<string, string>>;
  readonly columns?: readonly Field[];
  readonly fields?: readonly Field[];
  readonly environment?: Partial<Environment>;
  readonly value?: RowEncoder;
}

export function sourceRequest<C extends OptionSpecs, T extends OptionSpecs>(
  connector: Connector<C, T>,
  setup: TestSetup,
): SourceRequest<OptionsOf<T>> {
  const columns = setup.columns ?? connector.columns ?? [];
  const table = tableOf(connector.name, setup.options, columns);
  return {
    table,
    options: optionsFor(connector, table),
    connection: undefined,
    environment: environmentOf(setup.environment),
    needs: { key: false, headers: false },
    fields: setup.fields ?? columns,
    pipeline: "p",
    interactive: false,
  };
}

export function sinkRequest<C extends OptionSpecs, T extends OptionSpecs>(
  connector: Connector<C, T>,
  setup: TestSetup & { readonly value: RowEncoder },
): SinkRequest<OptionsOf<T>> {
  const table = tableOf(connector.name, setup.options, setup.columns);
  return {
    table,
    options: optionsFor(connector, table),
    connection: undefined,
    environment: environmentOf(setup.environment),
    fields: setup.columns ?? [],
    value: setup.value,
    key: undefined,
    timestamp: undefined,
    pipeline: "p",
  };
}

function environmentOf(overrides: Partial<Environment> = {}): Environment {
  const nothing = () => {};
  return {
    dir: undefined,
    env: () => undefined,
    now: () => Date.now(),
    stdout: nothing,
    onClose: nothing,
    ...overrides,
  };
}

export interface Collected {
  readonly rows: readonly (readonly Value[])[];
  /** `next` of the last event that brought rows. */
  readonly next: number;
  readonly ended: boolean;
}

/** Opens and reads a source of rows until it ends or `limit` rows have come. */
export async function collectRows(
  source: Source,
  fields: readonly Field[],
  setup: { readonly from?: Positions; readonly limit?: number } = {},
): Promise<Collected> {
  await using opened = source;
  const signal = new AbortController().signal;
  const rows: Value[][] = [];
  let next = (await opened.open(setup.from, signal)).get(0) ?? 0;
  let ended = false;
  for await (const event of opened.read(signal)) {
    if (event.kind === "end") ended = true;
    if (event.kind !== "rows") continue;
    const { columns, length } = event.batch;
    for (let row = 0; row < length; row++) {
      rows.push(fields.map((field, i) => {
        const column = columns[i];
        return column === undefined ? null : valueAt(column, field.type, row, length);
      }));
    }
    next = event.next;
    if (rows.length >= (setup.limit ?? Infinity)) break;
  }
  return { rows, next, ended };
}
