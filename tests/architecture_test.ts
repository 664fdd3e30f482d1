/**
 * The map of the project as rules: who may import whom, and where the outside world may be touched. Product files
 * are held to all of them; tests (`*_test.ts`, what is named as their support, and `tests/`) may import anything.
 */
import assert from "node:assert/strict";

const ROOT = new URL("../", import.meta.url);

/** Folder → what its files may import besides their own folder. An import points down, never up or sideways. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "mod.ts": ["repl/", "engine/", "sql/", "connectors/", "schema/"],
  "repl/": ["engine/", "sql/", "connectors/", "schema/"],
  "engine/": ["sql/", "connectors/connector.ts", "schema/"],
  "sql/": ["schema/"],
  "connectors/": ["schema/"],
  "schema/": [],
  "vendor/": [],
  // Writes pages of the manual out of what the code says of itself.
  "docs/": ["engine/", "sql/", "connectors/", "schema/"],
};

/** Within a folder: these see less than their neighbours. */
const MAY_NOT_IMPORT: readonly (readonly [from: string, to: RegExp, why: string])[] = [
  ["engine/operators/", /^sql\/(parse|ast|grammar|lexer|bind\/(?!cast))/, "operators see plans, not syntax"],
  ["engine/codegen/", /^sql\/(parse|ast|grammar|lexer|bind\/)/, "code is generated from bound expressions"],
  ["sql/grammar/", /^sql\/(bind|functions|plan|expr|evaluate)/, "parsing never touches what binding knows"],
  ["connectors/kafka/", /^connectors\/embedded\/(?!local\.ts|cluster\.ts)/, "the client knows the cluster by its door"],
  ["connectors/embedded/", /^connectors\/kafka\/(?!protocol|records)/, "the cluster knows the wire, not the client"],
];

/** Packages and the only files or folders that import them. `node:` and `@std/` are free. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  chevrotain: ["sql/"],
  kafkajs: ["connectors/kafka/transport.ts"],
  avsc: ["schema/formats/"],
  ajv: ["schema/formats/"],
  protobufjs: ["schema/formats/"],
  selfsigned: ["connectors/embedded/tls.ts"],
  snappyjs: ["connectors/kafka/records/snappy.ts", "schema/formats/avro/codecs.ts"],
  "get-east-asian-width": ["repl/terminal/point_width.ts", "vendor/"],
  "fastest-levenshtein": ["schema/options.ts", "sql/syntax_error.ts", "connectors/kafka/cluster.ts"],
};

/** What touches the outside world, and the only files or folders in which it stands. */
const PLACES: readonly (readonly [what: string, pattern: RegExp, where: readonly string[]])[] = [
  [
    "the terminal",
    /\bDeno\.(stdin|stdout|stderr)\b/,
    [
      "repl/terminal/terminal.ts",
      "repl/main.ts",
      "repl/run_script.ts",
      "connectors/embedded/main.ts",
      "mod.ts",
    ],
  ],
  // A turn's length is measured, not told: performance.now() is no wall clock, but it stands in one file too.
  [
    "the clock",
    /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bTemporal\.Now\b/,
    ["engine/environment.ts", "engine/turn.ts", "connectors/kafka/", "connectors/embedded/", "repl/"],
  ],
  ["chance", /\bMath\.random\b|\bcrypto\.(randomUUID|getRandomValues)\b/, [
    "sql/functions/",
    "engine/definitions.ts",
    "connectors/",
    "repl/",
  ]],
  ["Deno", /\bDeno\.\w+/, ["engine/", "connectors/", "repl/", "docs/", "mod.ts"]],
  ["generated source", /\bnew Function\b|\beval\(/, ["sql/functions/program.ts", "schema/formats/"]],
];

/** What may be read before the program shows anything: the prompt waits for these files, and for no others. */
const BEFORE_THE_PROMPT = [
  "mod.ts",
  "repl/",
  // What `mod.ts` gives to those who write connectors and functions, and the words of errors.
  "schema/byte_writer.ts",
  "schema/column.ts",
  "schema/counted.ts",
  "schema/errors.ts",
  "schema/options.ts",
  "schema/types.ts",
  "sql/ascii.ts",
  "sql/diagnostic_text.ts",
  "sql/functions/function.ts",
  "sql/lexer.ts",
  "sql/secrets.ts",
  "sql/token.ts",
  "sql/tokens.ts",
];

interface Source {
  readonly path: string;
  readonly text: string;
  /** Files of ours as paths from the root; packages by their name. */
  readonly imports: readonly Import[];
}

interface Import {
  readonly target: string;
  readonly isPackage: boolean;
  /** Left out when the program runs. */
  readonly isType: boolean;
  /** Found only when it is imported: `import(later("…"))`. */
  readonly isLater: boolean;
}

const SOURCES = [...sourcesIn("")].filter(({ path }) => !isTest(path));

function isTest(path: string): boolean {
  return /_test\.ts$|(^|\/)test_\w+\.ts$|^tests\/|^connectors\/testing\.ts$|(^|\/)fake_\w+\.ts$/.test(path);
}

function* sourcesIn(folder: string): Generator<Source> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder || ".", ROOT))) {
    if (name.startsWith(".") || name.startsWith("_") || name === "node_modules") continue;
    const path = folder + name;
    if (isDirectory) yield* sourcesIn(`${path}/`);
    else if (name.endsWith(".ts")) yield sourceOf(path);
  }
}

function sourceOf(path: string): Source {
  const text = Deno.readTextFileSync(new URL(path, ROOT));
  const imports: Import[] = [];
  const statement =
    /^(import|export)\s+(type\s)?[^;"]*?from "([^"]+)"|^import "([^"]+)"|(\btypeof )?\bimport\("([^"]+)"\)/gm;
  for (const [, , type, from, bare, later, dynamic] of text.matchAll(statement)) {
    const specifier = from ?? bare ?? dynamic ?? "";
    const isPackage = !specifier.startsWith(".");
    const target = isPackage
      ? specifier.replace(/^npm:/, "").replace(/(?<=[^/])@[\d^~][^/]*/, "").replace(/^([^@:][^/:]*)\/.*$/, "$1")
      : new URL(specifier, new URL(path, ROOT)).href.slice(ROOT.href.length);
    imports.push({ target, isPackage, isType: type !== undefined, isLater: later !== undefined });
  }
  return { path, text, imports };
}

function layerOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/") + 1) : path;
}

function under(path: string, places: readonly string[]): boolean {
  return places.some((place) => place.endsWith("/") ? path.startsWith(place) : path === place);
}

function* edges(): Generator<{ readonly from: string; readonly to: string }> {
  for (const { path, imports } of SOURCES) {
    for (const { target, isPackage } of imports) if (!isPackage) yield { from: path, to: target };
  }
}

Deno.test("architecture: every folder is on the map", () => {
  const unknown = SOURCES.map(({ path }) => layerOf(path)).filter((layer) => !(layer in MAY_IMPORT));
  assert.deepEqual([...new Set(unknown)], []);
  assert.ok(SOURCES.length > 200 && [...edges()].length > 500, "files and imports were found");
});

Deno.test("architecture: imports point down", () => {
  const wrong = [...edges()].filter(({ from, to }) =>
    layerOf(from) !== layerOf(to) && to !== "deno.json" && !under(to, MAY_IMPORT[layerOf(from)] ?? [])
  );
  assert.deepEqual(wrong, []);
});

Deno.test("architecture: inside a layer, some see less", () => {
  const wrong = [...edges()].flatMap(({ from, to }) =>
    MAY_NOT_IMPORT.filter(([folder, pattern]) => from.startsWith(folder) && pattern.test(to))
      .map(([, , why]) => ({ from, to, why }))
  );
  assert.deepEqual(wrong, []);
});

Deno.test("architecture: product files import no tests", () => {
  assert.deepEqual([...edges()].filter(({ to }) => isTest(to)), []);
});

Deno.test("architecture: files that import each other need each other's types only", () => {
  const next = new Map(SOURCES.map(({ path, imports }) => [
    path,
    imports.filter(({ isPackage, isType }) => !isPackage && !isType).map(({ target }) => target),
  ]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) return void cycles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    if (done.has(path)) return;
    for (const target of next.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) visit(path, []);
  assert.deepEqual(cycles, []);
});

Deno.test("architecture: nothing but the prompt is read before the prompt", () => {
  const read = new Set<string>();
  const visit = (path: string): void => {
    if (read.has(path)) return;
    read.add(path);
    for (const { target, isPackage, isType, isLater } of SOURCES.find((one) => one.path === path)?.imports ?? []) {
      if (!isPackage && !isType && !isLater) visit(target);
    }
  };
  visit("mod.ts");
  assert.ok(read.has("repl/editor/editor.ts"), "the prompt was found");
  assert.deepEqual([...read].filter((path) => !under(path, BEFORE_THE_PROMPT)), []);
});

Deno.test("architecture: what is imported later is of the type of that file", () => {
  const later = /\bimport\(later\("([^"]+)"\)\) as typeof import\("([^"]+)"\)/g;
  const wrong = SOURCES.flatMap(({ path, text }) => {
    const code = withoutComments(text);
    const typed = [...code.matchAll(later)];
    const untyped = (code.match(/\blater\("/g)?.length ?? 0) - typed.length;
    const others = typed.filter(([, file, type]) => file !== type).map(([import_]) => `${path}: ${import_}`);
    return untyped === 0 ? others : [...others, `${path}: ${untyped} without a type`];
  });
  assert.deepEqual(wrong, []);
  assert.ok(SOURCES.some(({ imports }) => imports.some(({ isLater }) => isLater)), "some are imported later");
});

Deno.test("architecture: packages stand behind their files", () => {
  const wrong = SOURCES.flatMap(({ path, imports }) =>
    imports.filter(({ target, isPackage }) => isPackage && !/^(node:|@std\/)/.test(target))
      .filter(({ target }) => !under(path, PACKAGES[target] ?? []))
      .map(({ target }) => ({ path, target }))
  );
  assert.deepEqual(wrong, []);
});

for (const [what, pattern, where] of PLACES) {
  Deno.test(`architecture: ${what} stands in its files only`, () => {
    const wrong = SOURCES.filter(({ path }) => !under(path, [...where, "vendor/"])).flatMap(({ path, text }) =>
      withoutComments(text).split("\n").flatMap((line) => pattern.test(line) ? [`${path}: ${line.trim()}`] : [])
    );
    assert.deepEqual(wrong, []);
  });
}

/** Without lines that are comments; code behind which one stands stays. */
function withoutComments(text: string): string {
  return text.split("\n").filter((line) => !/^\s*(\/\/|\/?\*)/.test(line)).join("\n");
}
