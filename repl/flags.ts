/** The command line (`shell.md` §2): declared once; parsing, `--help` and "did you mean" follow from the declaration. */
import { parseArgs } from "@std/cli/parse-args";
import { type ErrorDetails, SluiceError } from "../schema/errors.ts";
import type { FunctionNet } from "../schema/user_function.ts";
import { nearest } from "../schema/options.ts";
import { OUTPUT_FORMATS, type OutputFormat } from "./formats/writer.ts";

/** The command line cannot be carried out: exit code 2. */
export class UsageError extends SluiceError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, "usage", details);
  }
}

/** A piece of the script, in the order of the command line. */
export type ScriptPart =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "sql"; readonly text: string }
  /** `-` */
  | { readonly kind: "stdin" };

export interface Address {
  readonly hostname: string;
  /** 0: any that is free. */
  readonly port: number;
}

export interface Flags {
  readonly script: readonly ScriptPart[];
  /** Undefined: by the file's suffix, else by who reads. */
  readonly format: OutputFormat | undefined;
  readonly output: string | undefined;
  /** Rows of each query. */
  readonly limit: number | undefined;
  /** Milliseconds. */
  readonly timeout: number | undefined;
  /** `:name` → its value. */
  readonly variables: ReadonlyMap<string, string>;
  readonly dir: string;
  /** Hosts that user functions may reach. */
  readonly functionNet: FunctionNet;
  readonly continueOnError: boolean;
  readonly checkOnly: boolean;
  readonly yes: boolean;
  readonly metrics: Address | undefined;
  /** Bytes. */
  readonly memoryLimit: number | undefined;
  readonly log: "json" | undefined;
  readonly resetState: boolean;
  /** A script of `\save`, to be run again and compared. */
  readonly replay: string | undefined;
  readonly noColor: boolean;
  readonly quiet: boolean;
  readonly version: boolean;
  readonly help: boolean;
  /** Internal: the task `demo`. */
  readonly demo: boolean;
}

interface FlagSpec {
  readonly short?: string;
  /** What its value is called; absent: it has none. */
  readonly value?: string;
  /** Absent: not shown. */
  readonly doc?: string;
}

const FLAGS = {
  execute: { short: "e", value: "SQL", doc: "run these statements; repeatable, in order with files" },
  format: { value: "F", doc: OUTPUT_FORMATS.join(" ") },
  output: { value: "FILE", doc: "results go to FILE; its suffix tells the format" },
  limit: { value: "N", doc: "end each query after N rows" },
  timeout: { value: "D", doc: "end after 500ms, 30s, 5m or 1h" },
  var: { value: "name=value", doc: ':name is a literal, :"name" an identifier; repeatable' },
  dir: { value: "DIR", doc: "catalog and state (default .sluice)" },
  "functions-net": { value: "HOSTS", doc: "user functions may reach these hosts: a.example,b.example:8080 or *" },
  continue: { doc: "go on after a failed statement" },
  check: { doc: "parse, bind and plan everything, run nothing" },
  yes: { doc: "yes to every question" },
  metrics: { value: "ADDR", doc: "serve metrics and health on [host:]port (default host 127.0.0.1)" },
  log: { value: "json", doc: "structured log on standard error" },
  "memory-limit": { value: "SIZE", doc: "end the largest job with an error above 2GB, 512MiB, …; default none" },
  "reset-state": { doc: "forget the saved state of the pipeline and start afresh" },
  replay: { value: "FILE", doc: "run what \\save wrote over the same offsets and compare; exit 1 where it differs" },
  "no-color": { doc: "no colours (as NO_COLOR)" },
  quiet: { doc: "no progress and no notices; errors stay" },
  version: { doc: "print the version" },
  help: { short: "h", doc: "print this help" },
  demo: {},
} as const satisfies Record<string, FlagSpec>;

type Flag = keyof typeof FLAGS;
const SPECS: Readonly<Record<string, FlagSpec>> = FLAGS;
const NAMES = Object.keys(FLAGS) as readonly Flag[];
const SHORT = new Map(NAMES.flatMap((name) => SPECS[name]?.short ? [[SPECS[name].short, name] as const] : []));

/** Throws a {@link UsageError}. Whether files can be read is the caller's to find out. */
export function parseFlags(args: readonly string[]): Flags {
  const { numbered, texts } = withValuesAside(args);
  const parsed = parseArgs(numbered, {
    boolean: NAMES.filter((name) => SPECS[name]?.value === undefined),
    string: ["_", ...NAMES.filter((name) => SPECS[name]?.value !== undefined)],
    collect: NAMES.filter((name) => SPECS[name]?.value !== undefined),
    alias: Object.fromEntries([...SHORT].map(([short, name]) => [name, short])),
  });
  const values = (name: Flag): string[] => (parsed[name] as string[]).map((aside) => texts.get(aside) ?? aside);
  const value = <T>(name: Flag, read: (text: string, flag: string) => T): T | undefined => {
    const [first, second] = values(name);
    if (second !== undefined) throw new UsageError(`--${name} is given twice`, { hint: "Keep one of them." });
    return first === undefined ? undefined : read(first, `--${name}`);
  };
  const isSet = (name: Flag) => parsed[name] === true;
  return {
    script: scriptOf(parsed.execute as string[], parsed._.map(String), texts),
    format: value("format", readFormat),
    output: value("output", readText),
    limit: value("limit", readCount),
    timeout: value("timeout", readDuration),
    variables: new Map(values("var").map(readVariable)),
    dir: value("dir", readText) ?? ".sluice",
    functionNet: value("functions-net", readHosts) ?? [],
    continueOnError: isSet("continue"),
    checkOnly: isSet("check"),
    yes: isSet("yes"),
    metrics: value("metrics", readAddress),
    memoryLimit: value("memory-limit", readSize),
    log: value("log", readLog),
    resetState: isSet("reset-state"),
    replay: value("replay", readText),
    noColor: isSet("no-color"),
    quiet: isSet("quiet"),
    version: isSet("version"),
    help: isSet("help"),
    demo: isSet("demo"),
  };
}

/**
 * Values and files are replaced by their position while flags are parsed: so SQL may begin with a dash, an empty value
 * is a value, and `-e` and files keep their common order.
 */
function withValuesAside(args: readonly string[]): { numbered: string[]; texts: Map<string, string> } {
  const texts = new Map<string, string>();
  const aside = (i: number, text: string) => {
    const key = `@${i}`;
    texts.set(key, text);
    return key;
  };
  const numbered: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "--") {
      const files = args.slice(i + 1).map((text, j) => aside(i + 1 + j, text));
      numbered.push(...files);
      break;
    }
    const [, name, , inline] = /^(--?[^=]+)(=([\s\S]*))?$/.exec(arg) ?? [];
    const spec = name === undefined ? undefined : specOf(name);
    if (arg === "-" || !arg.startsWith("-")) numbered.push(aside(i, arg));
    else if (name === undefined || spec === undefined) throw unknownFlag(name ?? arg);
    else if (spec.value === undefined) numbered.push(arg);
    else if (inline !== undefined) numbered.push(`${name}=${aside(i, inline)}`);
    else {
      const next = args[i + 1];
      if (next === undefined || specOf(next) !== undefined) {
        throw new UsageError(`${name} needs a value`, { hint: `Write ${name} ${spec.value}.` });
      }
      numbered.push(name, aside(++i, next));
    }
  }
  return { numbered, texts };
}

/** Of `--name` or `-n`. */
function specOf(arg: string): FlagSpec | undefined {
  if (arg.startsWith("--")) return Object.hasOwn(SPECS, arg.slice(2)) ? SPECS[arg.slice(2)] : undefined;
  const name = SHORT.get(arg.slice(1));
  return arg.startsWith("-") && name !== undefined ? SPECS[name] : undefined;
}

function unknownFlag(name: string): UsageError {
  const [near] = nearest(name.replace(/^-+/, ""), NAMES.filter((one) => SPECS[one]?.doc !== undefined));
  return new UsageError(`Unknown flag "${name}"`, {
    hint: near === undefined ? "--help lists all flags." : `Did you mean --${near}?`,
    expected: near === undefined ? [] : [`--${near}`],
  });
}

function scriptOf(sql: readonly string[], files: readonly string[], texts: ReadonlyMap<string, string>): ScriptPart[] {
  const placed = [
    ...sql.map((aside) => ({ aside, file: false })),
    ...files.map((aside) => ({ aside, file: true })),
  ].sort((a, b) => Number(a.aside.slice(1)) - Number(b.aside.slice(1)));
  return placed.map(({ aside, file }) => {
    const text = texts.get(aside) ?? aside;
    if (!file) return { kind: "sql", text };
    return text === "-" ? { kind: "stdin" } : { kind: "file", path: text };
  });
}

function readText(text: string, flag: string): string {
  if (text === "") throw new UsageError(`${flag} needs a value`);
  return text;
}

function readFormat(text: string, flag: string): OutputFormat {
  const format = OUTPUT_FORMATS.find((one) => one === text.toLowerCase());
  if (format !== undefined) return format;
  const [near] = nearest(text, OUTPUT_FORMATS);
  throw new UsageError(`Cannot read ${flag}: "${text}" is not a format`, {
    hint: near === undefined ? `Use one of: ${OUTPUT_FORMATS.join(", ")}.` : `Did you mean ${near}?`,
    expected: OUTPUT_FORMATS,
  });
}

function readCount(text: string, flag: string): number {
  if (/^\d{1,15}$/.test(text) && Number(text) > 0) return Number(text);
  throw new UsageError(`Cannot read ${flag}: expected a whole number above 0, got "${text}"`);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function readDuration(text: string, flag: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const millis = Number(amount) * (UNITS[unit ?? ""] ?? NaN);
  if (millis > 0 && millis < 2 ** 31) return millis; // what a timer can wait
  throw new UsageError(`Cannot read ${flag}: expected a duration such as 500ms, 30s or 5m, got "${text}"`, {
    ...(/^\d+$/.test(text) && Number(text) > 0 && { hint: `Did you mean ${text}s?` }),
  });
}

function readVariable(text: string): [name: string, value: string] {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=([\s\S]*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  const equals = text.indexOf("=");
  if (equals < 0) throw new UsageError(`Cannot read --var: expected name=value, got "${text}"`);
  // Not the value: it may be a secret.
  throw new UsageError(`Cannot read --var: "${text.slice(0, equals)}" is not a name`, {
    hint: "A name is letters, digits and underscores, and does not begin with a digit.",
  });
}

/** Where metrics are served unless a host is given: who else may read them is a decision. */
const LOOPBACK = "127.0.0.1";

function readAddress(text: string, flag: string): Address {
  const [, bracketed, host, port] = /^(?:(?:\[([0-9a-f:]+)\]|([^\s:[\]]*)):)?(\d+)$/i.exec(text) ?? [];
  const hostname = bracketed ?? (host || LOOPBACK);
  if (port !== undefined && Number(port) < 65_536) return { hostname, port: Number(port) };
  throw new UsageError(`Cannot read ${flag}: expected [host:]port, got "${text}"`);
}

const SIZES: Readonly<Record<string, number>> = {
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
};

function readSize(text: string, flag: string): number {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/i.exec(text) ?? [];
  const bytes = Number(amount) * (SIZES[unit.toUpperCase()] ?? NaN);
  if (bytes > 0) return bytes;
  throw new UsageError(`Cannot read ${flag}: expected a size such as 2GB or 512MiB, got "${text}"`);
}

function readHosts(text: string, flag: string): FunctionNet {
  const hosts = text.split(",").map((host) => host.trim());
  if (hosts.length === 1 && hosts[0] === "*") return "all";
  const wrong = hosts.find((host) => !/^[\w.:[\]-]+$/.test(host));
  if (wrong === undefined) return hosts;
  throw new UsageError(`Cannot read ${flag}: expected hosts such as api.example or api.example:8080, got "${wrong}"`);
}

function readLog(text: string, flag: string): "json" {
  if (text === "json") return text;
  throw new UsageError(`Cannot read ${flag}: expected json, got "${text}"`);
}

/** `--help`, with a line break at the end. */
export function helpText(): string {
  const lines = NAMES.flatMap((name) => {
    const { short, value, doc } = SPECS[name] ?? {};
    if (doc === undefined) return [];
    const flag = `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
    return [{ flag, doc }];
  });
  const width = Math.max(...lines.map(({ flag }) => flag.length));
  return `Sluice, a SQL shell for Kafka streams

Usage:
  deno run -P mod.ts [FLAGS]                 the shell
  deno run -P mod.ts [FLAGS] FILE...         run scripts, then leave
  deno run -P mod.ts [FLAGS] -e SQL          run statements, then leave
  ... | deno run -P mod.ts [FLAGS] [-]       run a script from standard input

Flags:
${lines.map(({ flag, doc }) => `  ${flag.padEnd(width)}  ${doc}`).join("\n")}

Rows go to standard output: a table on a terminal, else one JSON object per line. All else goes to standard error.
Exit codes: 0 ok, 1 a statement or job failed, 2 wrong usage, 3 no connection, 130 interrupted.
`;
}

/** `--version`, with a line break at the end. */
export function versionText(version: string): string {
  return `sluice ${version} (deno ${Deno.version.deno})\n`;
}
