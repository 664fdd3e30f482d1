/** JSONPath (RFC 9535 without filters) over JSON text. */
import { EvaluationError } from "./function.ts";
import { findJson, INVALID, type JsonPath, jsonString, skipJson, walkJson } from "./json_scan.ts";

type Selector =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "all" }
  | { readonly kind: "slice"; readonly from?: number; readonly to?: number; readonly step: number };

interface Step {
  /** `..`: from every value within, the value itself first. */
  readonly descend: boolean;
  readonly selectors: readonly Selector[];
}

/** Offsets of the values that a path selects, or undefined when the text is no JSON as far as it was read. */
export type JsonQuery = (json: string) => readonly number[] | undefined;

/** Throws `EvaluationError` when `path` is no JSONPath. */
export function compileJsonPath(path: string): JsonQuery {
  const steps = parsePath(path);
  const simple = asSimplePath(steps);
  if (simple) {
    return (json) => {
      const at = findJson(json, simple);
      return at === INVALID ? undefined : at < 0 ? [] : [at];
    };
  }
  return (json) => {
    const root = findJson(json, []);
    if (skipJson(json, root) < 0) return undefined;
    return steps.reduce<readonly number[]>((values, step) => values.flatMap((at) => select(json, at, step)), [root]);
  };
}

/** A path of single names and indexes from the start, which needs no list of values. */
function asSimplePath(steps: readonly Step[]): JsonPath | undefined {
  const path: (string | number)[] = [];
  for (const { descend, selectors: [selector, ...more] } of steps) {
    if (descend || more.length > 0) return undefined;
    if (selector?.kind === "name") path.push(selector.name);
    else if (selector?.kind === "index" && selector.index >= 0) path.push(selector.index);
    else return undefined;
  }
  return path;
}

interface Entry {
  readonly name: string | undefined;
  readonly at: number;
}

/** Empty for what is no container. */
function entries(json: string, at: number): Entry[] {
  const first = json[at];
  if (first !== "{" && first !== "[") return [];
  const found: Entry[] = [];
  walkJson(json, at, (value, _, key, keyEnd) => {
    found.push({ name: key < 0 ? undefined : jsonString(json, key, keyEnd), at: value });
  });
  return found;
}

function select(json: string, at: number, step: Step): number[] {
  const within = entries(json, at);
  const here = step.selectors.flatMap((selector) => selectFrom(within, json[at] === "[", selector));
  return step.descend ? [...here, ...within.flatMap((entry) => select(json, entry.at, step))] : here;
}

function selectFrom(within: readonly Entry[], isArray: boolean, selector: Selector): number[] {
  switch (selector.kind) {
    case "name":
      return within.filter((entry) => entry.name === selector.name).slice(0, 1).map((entry) => entry.at);
    case "index": {
      const entry = isArray ? within.at(selector.index) : undefined;
      return entry ? [entry.at] : [];
    }
    case "all":
      return within.map((entry) => entry.at);
    case "slice":
      return isArray ? sliced(within, selector).map((entry) => entry.at) : [];
    default:
      return selector satisfies never;
  }
}

function sliced(within: readonly Entry[], { from, to, step }: Selector & { kind: "slice" }): Entry[] {
  if (step === 0) return [];
  const length = within.length;
  const bound = (index: number, least: number, most: number) =>
    Math.min(Math.max(index < 0 ? length + index : index, least), most);
  const result: Entry[] = [];
  const start = from === undefined ? (step > 0 ? 0 : length - 1) : bound(from, step > 0 ? 0 : -1, length);
  const end = to === undefined ? (step > 0 ? length : -1) : bound(to, step > 0 ? 0 : -1, length);
  for (let i = start; step > 0 ? i < end : i > end; i += step) {
    const entry = within[i];
    if (entry) result.push(entry);
  }
  return result;
}

const DOT_NAME = /(?:[A-Za-z_]|[^\x20-\x7f\s])(?:[A-Za-z0-9_-]|[^\x20-\x7f\s])*/y;
const SELECTOR =
  /\s*(?:(\*)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+)?(?:\s*(:)\s*(-?\d+)?(?:\s*:\s*(-?\d+)?)?)?)\s*/y;

function parsePath(path: string): readonly Step[] {
  const fail = (at: number, reason: string): never => {
    throw new EvaluationError(`bad JSONPath '${path}' at ${at + 1}: ${reason}`);
  };
  const match = (pattern: RegExp, at: number): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(path);
  };
  if (path[0] !== "$") fail(0, "expected $");
  const steps: Step[] = [];
  let at = 1;
  while (at < path.length) {
    const descend = path.startsWith("..", at);
    if (descend) at += 2;
    else if (path[at] === ".") at++;
    else if (path[at] !== "[") fail(at, "expected . or [");
    if (path[at] === "[") {
      const selectors: Selector[] = [];
      do {
        at++;
        if (path[at] === "?" || path[at] === "(") fail(at, "filters are not supported");
        const found = match(SELECTOR, at);
        if (!found || found[0] === "") return fail(at, "expected a name, an index or *");
        selectors.push(bracketSelector(found));
        at += found[0].length;
      } while (path[at] === ",");
      if (path[at] !== "]") fail(at, "expected ]");
      at++;
      steps.push({ descend, selectors });
    } else if (path[at] === "*") {
      at++;
      steps.push({ descend, selectors: [{ kind: "all" }] });
    } else {
      const name = match(DOT_NAME, at)?.[0] ?? fail(at, "expected a name");
      at += name.length;
      steps.push({ descend, selectors: [{ kind: "name", name }] });
    }
  }
  return steps;
}

function bracketSelector([, all, single, double, first, colon, to, step]: RegExpExecArray): Selector {
  if (all !== undefined) return { kind: "all" };
  const quoted = single ?? double;
  if (quoted !== undefined) return { kind: "name", name: quoted.replace(/\\(.)/gs, "$1") };
  if (colon === undefined) return { kind: "index", index: Number(first) };
  return {
    kind: "slice",
    ...(first !== undefined && { from: Number(first) }),
    ...(to !== undefined && { to: Number(to) }),
    step: step === undefined ? 1 : Number(step),
  };
}
