/** The names that fit a slot of the grammar. */
import { functionsOf } from "../../engine/facts.ts";
import { SETTINGS } from "../../engine/settings.ts";
import { LOCAL } from "../../engine/tables.ts";
import type { OptionSpecs } from "../../schema/options.ts";
import type { ExpectedToken, Slot } from "../../sql/expected.ts";
import { quoteIdentifier } from "../../sql/lexer.ts";
import { nameValue } from "../../sql/token.ts";
import { Equal, K, LeftParen, StringToken } from "../../sql/tokens.ts";
import type { Candidate, CandidateKind } from "./candidates.ts";
import type { Known, OutsideName } from "./cluster_names.ts";
import { columnsNamed, fieldsBehind, namesInScope } from "./columns.ts";
import { fileCandidates } from "./files.ts";
import { allFunctions, functionCandidates } from "./functions.ts";
import { keywordCandidates, writesLowerCase } from "./keywords.ts";
import type { MetaNames } from "./meta.ts";
import * as names from "./names.ts";
import { optionPlaceAt, optionsIn } from "./option_list.ts";
import { connectionValues, connectorOf, keyCandidates, optionSpecs, optionValues } from "./options.ts";
import { parameterCandidates } from "./parameters.ts";
import { pathBefore, type Place } from "./place.ts";
import { scopeAt } from "./scope.ts";
import type { CompletionSources } from "./sources.ts";

const WINDOW_FUNCTIONS = ["TUMBLE", "HOP", "SESSION"];
/** A setting's options are its own: SET has no list of them. */
const SETTING_SPECS: OptionSpecs = SETTINGS;

const FUNCTION_BODIES: readonly Candidate[] = [
  { text: "$$ ", kind: "value", detail: "code", doc: "The body of the function, up to the next $$" },
  { text: "'", kind: "value", detail: "file", doc: "A file that exports the function by its name" },
];

/** Answers for one place; remembers whether it had to ask. */
export class SlotNames implements MetaNames {
  readonly #sources: CompletionSources;
  readonly #ask: boolean;
  readonly #given = new Set<string>();
  #waiting: string | undefined;

  constructor(sources: CompletionSources, ask: boolean) {
    this.#sources = sources;
    this.#ask = ask;
  }

  /** What a menu says of names that have not come. */
  get waiting(): string | undefined {
    return this.#waiting;
  }

  /** What the token of the grammar may be here. Names of a slot are given once, whatever tokens it begins with. */
  of(token: ExpectedToken, place: Place): readonly Candidate[] {
    const isText = token.type === StringToken;
    if (place.quote === "'" ? !isText : place.quote !== "" && token.keyword !== undefined) return [];
    if (token.slots.includes("optionValue")) return this.#once("values", () => this.#optionValues(place));
    const slot = token.slots.findLast((one) => one !== "text");
    if (token.keyword !== undefined || slot === undefined) {
      const words = place.quote === "" ? keywordCandidates(token, place) : [];
      return token.then[0] === "TOPIC" ? [...words, ...this.#topicTables(place)] : words;
    }
    const inExpression = token.slots.includes("expression") || token.slots.includes("operation");
    const kind = inExpression && slot === "columnName" ? "expression" : slot;
    return this.#once(`${kind} ${isText}`, () => isText ? this.#texts(slot, place) : this.#words(kind, token, place));
  }

  relations(): readonly Candidate[] {
    const { catalog } = this.#sources.world;
    return [...names.tableCandidates(catalog), ...names.viewCandidates(catalog)];
  }

  connections(): readonly Candidate[] {
    return names.connectionCandidates(this.#sources.world.catalog);
  }

  jobs(): readonly Candidate[] {
    return names.jobCandidates(this.#sources.jobs);
  }

  topics(): readonly Candidate[] {
    return this.#topics(this.#connection).map(({ name, doc }) => ({ text: name, kind: "topic", doc }));
  }

  functions(): readonly Candidate[] {
    return functionCandidates(allFunctions(functionsOf(this.#sources.world)), true);
  }

  files(typed: string): readonly Candidate[] {
    return fileCandidates(typed, this.#sources.listFolder);
  }

  #once(what: string, give: () => readonly Candidate[]): readonly Candidate[] {
    if (this.#given.has(what)) return [];
    this.#given.add(what);
    return give();
  }

  /** Names, as words or between double quotes. */
  #words(slot: Slot, token: ExpectedToken, place: Place): readonly Candidate[] {
    const { world, relations } = this.#sources;
    switch (slot) {
      case "tableName":
        return token.slots.includes("selectItem") ? [] : this.#tables(place);
      case "windowFunctionName":
        return windowFunctions(writesLowerCase(place));
      case "viewName":
        return names.viewCandidates(world.catalog);
      case "functionName":
        return names.userFunctionCandidates(world.catalog);
      case "connectionName":
        return this.connections().filter(({ text }) => text !== LOCAL || place.before[0]?.tokenType !== K.drop);
      case "expression":
        return [...namesInScope(place, relations, world.catalog), ...this.#functions(place)];
      case "columnName":
        return columnsNamed(place, relations, world.catalog);
      case "fieldName":
        return fieldsBehind(pathBefore(place.before).map(nameValue), place, relations);
      case "newName":
        return parameterCandidates(place, world.catalog, this.#sources.isRecent);
      case "typeName":
        return names.typeCandidates(writesLowerCase(place));
      case "optionKey":
        return this.optionKeys(place);
      case "wholeNumber":
        return place.before.at(-1)?.tokenType === K.job ? this.jobs() : [];
      default:
        return [];
    }
  }

  /** Texts between single quotes, which are added where none was typed. */
  #texts(slot: Slot, place: Place): readonly Candidate[] {
    switch (slot) {
      case "topicName":
        return this.#quoted(this.#topics(this.#profileOf(place)), "topic", place);
      case "metadataKey":
        return this.#quoted(this.#metadataKeys(place), "value", place);
      case "optionKey":
        return place.quote === "'" ? this.optionKeys(place) : [];
      case "functionBody":
        return this.#functionBodies(place);
      default:
        return [];
    }
  }

  /** The beginning of code, or a file. */
  #functionBodies({ quote, typed }: Place): readonly Candidate[] {
    if (quote === "") return FUNCTION_BODIES;
    return this.files(typed).filter(({ text }) => /(?:\/|\.ts)$/.test(text))
      .map((file) => ({
        ...file,
        text: file.text.endsWith("/") ? `'${file.text}` : quoted(file.text),
        name: file.text,
      }));
  }

  /** Of the catalog, and of this statement's WITH; INSERT and DROP TABLE know tables only. */
  #tables(place: Place): readonly Candidate[] {
    const { catalog } = this.#sources.world;
    const first = place.before[0]?.tokenType;
    const last = place.before.at(-1)?.tokenType;
    if (last === K.into || first === K.drop) return names.tableCandidates(catalog);
    const common = scopeAt(place).common.map(({ name }): Candidate => ({
      text: quoteIdentifier(name),
      name,
      kind: "table",
      detail: "WITH",
    }));
    return [...common, ...this.relations()];
  }

  #functions({ after, to, quote }: Place): readonly Candidate[] {
    if (quote !== "") return [];
    const called = after[0]?.tokenType === LeftParen && after[0].startOffset === to;
    return functionCandidates(allFunctions(functionsOf(this.#sources.world)), called);
  }

  /** `FROM TOPIC 'x'`, for topics that no table reads or writes yet. */
  #topicTables(place: Place): readonly Candidate[] {
    const { catalog } = this.#sources.world;
    const taken = new Set(catalog.tables().map(({ options }) => options.get("topic")?.value));
    const words = writesLowerCase(place) ? "from topic" : "FROM TOPIC";
    return this.#topics(this.#profileOf(place)).filter(({ name }) => !taken.has(name))
      .map(({ name, doc }) => ({ text: `${words} ${quoted(name)}`, kind: "proposal", doc }));
  }

  /** Keys of options or settings. */
  optionKeys(place: Place): readonly Candidate[] {
    const { world } = this.#sources;
    const first = place.before[0]?.tokenType;
    if (first === K.set || first === K.reset) {
      const assign = first === K.set && place.after[0]?.tokenType !== Equal ? " = " : "";
      return Object.entries(SETTING_SPECS).map(([name, { values, doc }]) => ({
        text: name + assign,
        name,
        kind: "setting",
        detail: values,
        doc,
      }));
    }
    const options = optionPlaceAt(place);
    return options === undefined ? [] : keyCandidates(options, place, world, place.after[0]?.tokenType === Equal);
  }

  #optionValues(place: Place): readonly Candidate[] {
    const { world, cluster } = this.#sources;
    const options = optionPlaceAt(place);
    if (options?.key !== undefined) {
      const { key } = options;
      const found = this.#noted(optionValues(key, options, place, world, cluster, this.#ask));
      const isInterval = optionSpecs(options, place, world)[key]?.values === "interval";
      return [...this.#quoted(found, "value", place), ...isInterval ? intervalWord(place) : []];
    }
    const setting = place.before[1] && nameValue(place.before[1]);
    const spec = setting === undefined ? undefined : SETTING_SPECS[setting];
    const known = setting === "connection_profile"
      ? connectionValues(world)
      : (spec?.choices ?? []).map((name) => ({ name }));
    const choices = this.#quoted(known, "value", place);
    return spec?.values === "interval" ? [...choices, ...intervalWord(place)] : choices;
  }

  #metadataKeys(place: Place): readonly OutsideName[] {
    const { world } = this.#sources;
    const connector = connectorOf({ owner: "table", table: undefined, given: optionsIn(place.after) }, world);
    return Object.keys(connector?.metadata ?? {}).map((name) => ({ name }));
  }

  /** Connection of CREATE TABLE … FROM TOPIC. */
  #profileOf({ after }: Place): string {
    return optionsIn(after).get("connection_profile") ?? this.#connection;
  }

  /** Meant where none is named. */
  get #connection(): string {
    return this.#sources.world.connection ?? LOCAL;
  }

  #topics(connection: string): readonly OutsideName[] {
    return this.#noted(this.#sources.cluster?.topics(connection, this.#ask) ?? { names: [] });
  }

  #noted({ names, waiting, failure }: Known): readonly OutsideName[] {
    if (waiting) this.#waiting = "asking the cluster…";
    else if (failure !== undefined && this.#ask) this.#waiting ??= failure;
    return names;
  }

  #quoted(found: readonly OutsideName[], kind: CandidateKind, { quote }: Place): Candidate[] {
    return found.map(({ name, doc }) => {
      const isBare = quote === "" && /^(true|false)$/.test(name);
      return { text: isBare ? name : quoted(name), name, kind, doc };
    });
  }
}

/** As far as the table that they take. */
function windowFunctions(isLower: boolean): Candidate[] {
  return WINDOW_FUNCTIONS.map((name) => `${name}(TABLE `)
    .map((text) => ({ text: isLower ? text.toLowerCase() : text, kind: "function", detail: "a table with windows" }));
}

/** The word before the text of an interval. */
function intervalWord(place: Place): Candidate[] {
  return place.quote === "" ? [{ text: writesLowerCase(place) ? "interval" : "INTERVAL", kind: "keyword" }] : [];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
