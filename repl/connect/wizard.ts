/**
 * `\connect`: asks for a cluster step by step and takes each step as soon as it can, so that what is wrong is known while
 * the question is still in mind. Knows no terminal.
 */
import type { ConnectStage, Environment } from "../../connectors/connector.ts";
import { isLoopback } from "../../connectors/kafka/connection_options.ts";
import { parseAddress } from "../../connectors/kafka/config.ts";
import { SluiceError, SqlError } from "../../schema/errors.ts";
import type { World } from "../../engine/tables.ts";
import { agreed, asked, Cancelled, checked, chosen, type Dialog, secret } from "./dialog.ts";
import { Draft } from "./draft.ts";
import { inTime } from "./in_time.ts";

export interface WizardParts {
  readonly dialog: Dialog;
  readonly world: Pick<World, "findConnector" | "environment">;
  /** Names that connections have. */
  readonly taken: readonly string[];
  /** Waits for a step, unless the person does not want to: undefined then. */
  wait<T>(work: Promise<T>): Promise<T | undefined>;
}

/** A connection to be made. */
export interface Described {
  readonly name: string;
  /** With its secrets. */
  readonly statement: string;
  /** Secrets that stand in it as `{{ NAME }}`. */
  readonly templates: readonly { readonly name: string; readonly value: string }[];
}

/** One step may take so long, in milliseconds. */
const STEP_MS = 15_000;

/** Undefined: the person wants no more of this. */
export async function describeConnection(parts: WizardParts): Promise<Described | undefined> {
  try {
    const draft = await begun(parts);
    await address(draft, parts);
    await encryption(draft, parts);
    await login(draft, parts);
    await registry(draft, parts);
    return await named(draft, parts);
  } catch (error) {
    if (error instanceof Cancelled) return undefined;
    throw error;
  }
}

async function begun({ dialog, world }: WizardParts): Promise<Draft> {
  const kind = await chosen(dialog, "Kind of cluster", [
    { name: "kafka", doc: "Apache Kafka and what speaks like it" },
    { name: "confluent", doc: "Confluent Cloud: TLS, and login by API key" },
  ]);
  return new Draft(world.findConnector(kind));
}

async function address(draft: Draft, parts: WizardParts): Promise<void> {
  const key = "bootstrap_servers";
  for (;;) {
    const check = (text: string) => {
      if (text === "") throw new SqlError("Give the address of a broker; Ctrl-C leaves", { code: "bad_option" });
      draft.check(key, text);
    };
    const given = await checked(parts.dialog, "Address, host:port", check, draft.get(key));
    draft.set(key, given);
    if (await passes(["dns", "tcp"], draft, parts)) return;
  }
}

/** All brokers are on this machine. */
function isNear(draft: Draft): boolean {
  return (draft.get("bootstrap_servers") ?? "").split(",").every((server) => isLoopback(parseAddress(server).host));
}

async function encryption(draft: Draft, parts: WizardParts): Promise<void> {
  const { dialog } = parts;
  const cloud = draft.connector.name === "confluent";
  for (;;) {
    const tls = (cloud && !isNear(draft)) || await agreed(dialog, "Encrypted, with TLS?", !isNear(draft));
    draft.set("auth.protocol", tls ? (cloud ? undefined : "SSL") : cloud ? "SASL_PLAINTEXT" : undefined);
    if (!tls) {
      draft.set("tls.ca", undefined);
      return;
    }
    if (await passes(["tls"], draft, parts)) return;
    const file = await asked(dialog, "PEM file of the authority that signed the certificate (Enter: none)");
    draft.set("tls.ca", file === "" ? undefined : file);
    if (file !== "" && await passes(["tls"], draft, parts)) return;
  }
}

async function login(draft: Draft, parts: WizardParts): Promise<void> {
  for (;;) {
    if (draft.connector.name === "confluent") await askKey(draft, parts);
    else await askLogin(draft, parts);
    if (await passes(["login", "metadata"], draft, parts)) return;
  }
}

async function askKey(draft: Draft, { dialog }: WizardParts): Promise<void> {
  draft.set("key", await filled(dialog, "API key", draft.get("key")));
  draft.set("secret", await secret(dialog, "API secret"));
}

async function askLogin(draft: Draft, { dialog }: WizardParts): Promise<void> {
  const tls = /SSL$/.test(draft.get("auth.protocol") ?? "");
  const how = await chosen(dialog, "Login", [
    { name: "none", doc: "whoever asks is answered" },
    { name: "PLAIN", doc: "user name and password" },
    { name: "SCRAM-SHA-256", doc: "user name and password, which is not sent" },
    { name: "SCRAM-SHA-512", doc: "the same, longer" },
  ], draft.get("auth.mechanism"));
  const named = how !== "none";
  draft.set("auth.type", named ? "sasl" : undefined);
  draft.set("auth.protocol", tls ? (named ? "SASL_SSL" : "SSL") : named ? "SASL_PLAINTEXT" : undefined);
  draft.set("auth.mechanism", named ? how : undefined);
  if (how === "PLAIN" && !tls && !isNear(draft)) {
    dialog.say("Without TLS the password crosses the network for all to read");
  }
  draft.set("auth.username", named ? await filled(dialog, "User name", draft.get("auth.username")) : undefined);
  draft.set("auth.password", named ? await secret(dialog, "Password") : undefined);
}

function filled(dialog: Dialog, question: string, fallback?: string): Promise<string> {
  return checked(dialog, question, (text) => {
    if (text === "") throw new SqlError("It must not be empty", { code: "bad_option" });
  }, fallback);
}

const REGISTRY_KEYS = ["schema_registry.endpoint", "schema_registry.api_key", "schema_registry.api_secret"];

async function registry(draft: Draft, parts: WizardParts): Promise<void> {
  const { dialog } = parts;
  const check = (text: string) => text === "" || draft.check("schema_registry.endpoint", text);
  for (;;) {
    for (const key of REGISTRY_KEYS) draft.set(key, undefined);
    const endpoint = await checked(dialog, "Schema registry, http(s)://… (Enter: none)", (text) => void check(text));
    if (endpoint === "") return;
    draft.set("schema_registry.endpoint", endpoint);
    const needed = draft.connector.name === "confluent";
    const user = needed
      ? await filled(dialog, "Key of the registry")
      : await asked(dialog, "User of the registry (Enter: none)");
    if (user !== "") {
      draft.set("schema_registry.api_key", user);
      draft.set("schema_registry.api_secret", await secret(dialog, "Secret of the registry"));
    }
    if (await passes(["registry"], draft, parts)) return;
  }
}

/** Takes the steps in their order, each aloud, up to the first that fails. */
async function passes(stages: readonly ConnectStage[], draft: Draft, parts: WizardParts): Promise<boolean> {
  const { dialog, world: { environment } } = parts;
  for (const stage of stages) {
    try {
      const found = await parts.wait(take(stage, draft, environment));
      if (found === undefined) throw new Cancelled();
      if (found !== "") dialog.passed(`${STAGES[stage]}: ${found}`);
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      dialog.failed(error);
      return false;
    }
  }
  return true;
}

/** What the step found; empty: there was none to take. */
function take(stage: ConnectStage, draft: Draft, environment: Environment): Promise<string> {
  return inTime(
    STEP_MS,
    STAGES[stage],
    async (signal) => await draft.connector.probe?.(stage, draft.open(environment), environment, signal) ?? "",
  );
}

export const STAGES: Readonly<Record<ConnectStage, string>> = {
  dns: "name",
  tcp: "port",
  tls: "TLS",
  login: "login",
  metadata: "metadata",
  registry: "registry",
};

async function named(draft: Draft, { dialog, taken }: WizardParts): Promise<Described> {
  const name = await checked(dialog, "Name of the connection", checkName, defaultName(draft));
  if (taken.includes(name.toLowerCase()) && !await agreed(dialog, `Replace the connection ${name}?`, false)) {
    throw new Cancelled();
  }
  const found = draft.secrets;
  const templates: { name: string; value: string }[] = [];
  const names = found.map(({ key }) =>
    `${name}_${key.startsWith("schema_registry") ? "REGISTRY_" : ""}SECRET`.toUpperCase()
  );
  const offer = `Save the secret${found.length > 1 ? "s" : ""} as ${
    names.map((one) => `{{${one}}}`).join(" and ")
  }, read from the environment?`;
  if (found.length > 0 && await agreed(dialog, offer, true)) {
    found.forEach(({ key, value }, index) => {
      const variable = names[index] ?? "";
      templates.push({ name: variable, value });
      draft.set(key, `{{${variable}}}`);
    });
  }
  return { name, statement: draft.statement(name), templates };
}

function checkName(name: string): void {
  if (name.toLowerCase() === "local") {
    throw new SqlError("'local' is the embedded cluster", { code: "exists", hint: "Take another name." });
  }
  if (/^[a-z_][a-z0-9_]*$/.test(name)) return;
  throw new SqlError(`'${name}' is no plain name`, { code: "bad_option", hint: "Use small letters, digits and _." });
}

/** `broker-1.shop.example:9092` → `shop`. */
function defaultName(draft: Draft): string {
  const { host } = parseAddress((draft.get("bootstrap_servers") ?? "").split(",")[0] ?? "");
  const labels = host.split(".");
  if (labels.length < 3 || /^[\d.:]+$/.test(host)) return "my_cluster";
  return labels[1]?.toLowerCase().replace(/[^a-z0-9_]/g, "_").replace(/^(?=\d)/, "c") || "my_cluster";
}
