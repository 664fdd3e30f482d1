/** The part of `@std/cli/parse-args` that Sluice uses; same names, same results. */
export interface ParseOptions {
  readonly boolean?: readonly string[];
  readonly string?: readonly string[];
  readonly collect?: readonly string[];
  readonly alias?: Readonly<Record<string, string | readonly string[]>>;
  readonly default?: Readonly<Record<string, unknown>>;
  /** Called for each argument that is not declared; `false` leaves it out of the result. */
  readonly unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** Parsed flags by name (and by each alias), and the positional arguments in `_`. */
export type Args = { _: (string | number)[]; [flag: string]: unknown };

export function parseArgs(args: readonly string[], options: ParseOptions = {}): Args {
  const result: Args = { _: [] };
  const names = new Map<string, string[]>();
  for (const [key, value] of Object.entries(options.alias ?? {})) {
    const group = [key, ...(typeof value === "string" ? [value] : value)];
    for (const name of group) names.set(name, group);
  }
  const groupOf = (name: string) => names.get(name) ?? [name];
  const within = (list: readonly string[] | undefined, name: string) =>
    groupOf(name).some((one) => list?.includes(one));
  for (const name of options.boolean ?? []) for (const one of groupOf(name)) result[one] = false;
  for (const name of options.collect ?? []) for (const one of groupOf(name)) result[one] = [];
  for (const [name, value] of Object.entries(options.default ?? {})) {
    for (const one of groupOf(name)) result[one] = value;
  }

  const put = (arg: string, name: string, value: unknown) => {
    const declared = within(options.boolean, name) || within(options.string, name) || within(options.collect, name);
    if (!declared && options.unknown?.(arg, name, value) === false) return;
    for (const one of groupOf(name)) {
      if (within(options.collect, name)) result[one] = [...(result[one] as unknown[]), value];
      else result[one] = value;
    }
  };

  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!; // i < length
    if (arg === "--") {
      result._.push(...args.slice(i + 1));
      break;
    }
    const flag = /^--?([^-=][^=]*)(?:=([\s\S]*))?$/.exec(arg);
    if (arg === "-" || !flag) {
      if (options.unknown?.(arg) !== false) result._.push(arg);
      continue;
    }
    const name = flag[1]!; // the group is not optional
    if (flag[2] !== undefined) put(arg, name, within(options.boolean, name) ? flag[2] !== "false" : flag[2]);
    else if (within(options.boolean, name)) put(arg, name, true);
    else if (within(options.string, name)) put(arg, name, args[i + 1] === undefined ? "" : args[++i]);
    else put(arg, name, true);
  }
  return result;
}
