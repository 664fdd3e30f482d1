import assert from "node:assert/strict";
import { SqlError } from "../../schema/errors.ts";
import { readOptions } from "../../schema/options.ts";
import { given } from "../testing.ts";
import {
  checkConfluentConnection,
  checkKafkaConnection,
  CONFLUENT_CONNECTION,
  connectionSettings,
  isLoopback,
  KAFKA_CONNECTION,
} from "./connection_options.ts";

type Given = Readonly<Record<string, string>>;

function kafka(options: Given) {
  const values = readOptions(KAFKA_CONNECTION, given({ bootstrap_servers: "b:9092", ...options }), new Set());
  checkKafkaConnection(values);
  return connectionSettings({ name: "c", connector: "kafka", values });
}

function confluent(options: Given) {
  const all = { bootstrap_servers: "pkc-1.cloud:9092", key: "k", secret: "s", ...options };
  const values = readOptions(CONFLUENT_CONNECTION, given(all), new Set());
  checkConfluentConnection(values);
  return connectionSettings({ name: "c", connector: "confluent", values });
}

const LOGIN = {
  "auth.type": "sasl",
  "auth.mechanism": "SCRAM-SHA-512",
  "auth.username": "alice",
  "auth.password": "pa55",
};
const REGISTRY = {
  "schema_registry.endpoint": "https://registry.test/prefix/",
  "schema_registry.api_key": "rk",
  "schema_registry.api_secret": "rs",
};

Deno.test("KAFKA_CONNECTION alone is plain text without a login", () => {
  assert.deepEqual(kafka({}), {
    bootstrap: ["b:9092"],
    tls: false,
    caFile: undefined,
    sasl: undefined,
    registry: undefined,
  });
});

Deno.test("KAFKA_CONNECTION with sasl logs in over TLS unless the protocol says otherwise", () => {
  const sasl = { mechanism: "SCRAM-SHA-512", username: "alice", password: "pa55" };
  const settings = kafka({ ...LOGIN, ...REGISTRY, "tls.ca": "ca.pem" });
  assert.deepEqual(settings, {
    bootstrap: ["b:9092"],
    tls: true,
    caFile: "ca.pem",
    sasl,
    registry: { endpoint: "https://registry.test/prefix", username: "rk", password: "rs" },
  });
  assert.equal(kafka({ ...LOGIN, "auth.protocol": "sasl_plaintext" }).tls, false);
  assert.deepEqual(kafka({ "auth.protocol": "SSL" }), { ...kafka({}), tls: true });
});

Deno.test("KAFKA_CONNECTION checks each broker's address", () => {
  const read = (bootstrap_servers: string) => kafka({ bootstrap_servers }).bootstrap;
  assert.deepEqual(read("a:1, b.example:65535,[::1]:9092,SASL_SSL://c:9092"), [
    "a:1",
    "b.example:65535",
    "[::1]:9092",
    "c:9092",
  ]);
  for (const [text, wrong] of [["a", "a"], ["a:1,", ""], ["a:0", "a:0"], ["a:70000", "a:70000"], ["a b:1", "a b:1"]]) {
    assert.throws(() => read(String(text)), {
      name: "SqlError",
      message: `invalid value for 'bootstrap_servers': expected host:port, got '${wrong}'`,
    });
  }
  assert.throws(() => readOptions(KAFKA_CONNECTION, new Map(), new Set()), {
    message: "required option 'bootstrap_servers' not set",
  });
});

Deno.test("checkKafkaConnection wants the whole login with sasl, and none without", () => {
  for (const key of ["auth.mechanism", "auth.username", "auth.password"] as const) {
    const { [key]: _, ...rest } = LOGIN;
    assert.throws(() => kafka(rest), { name: "SqlError", message: `required option '${key}' not set` });
    assert.throws(() => kafka({ [key]: LOGIN[key] }), { message: `'${key}' needs auth.type = 'sasl'` });
  }
  assert.throws(() => kafka({ "auth.protocol": "SASL_SSL" }), {
    message: "auth.protocol 'SASL_SSL' does not go with auth.type 'none'",
  });
  assert.throws(() => kafka({ ...LOGIN, "auth.protocol": "SSL" }), {
    message: "auth.protocol 'SSL' does not go with auth.type 'sasl'",
  });
  assert.throws(() => kafka({ "auth.type": "aws_msk_iam" }), { message: "unknown auth type 'aws_msk_iam'" });
  assert.throws(() => kafka({ "tls.ca": "ca.pem" }), {
    message: "'tls.ca' has no meaning with auth.protocol 'PLAINTEXT'",
  });
});

Deno.test("CONFLUENT_CONNECTION is TLS with PLAIN", () => {
  assert.deepEqual(confluent(REGISTRY), {
    bootstrap: ["pkc-1.cloud:9092"],
    tls: true,
    caFile: undefined,
    sasl: { mechanism: "PLAIN", username: "k", password: "s" },
    registry: { endpoint: "https://registry.test/prefix", username: "rk", password: "rs" },
  });
  for (const key of ["bootstrap_servers", "key", "secret"] as const) {
    const { [key]: _, ...rest } = { bootstrap_servers: "b:1", key: "k", secret: "s" };
    assert.throws(() => readOptions(CONFLUENT_CONNECTION, given(rest), new Set()), {
      message: `required option '${key}' not set`,
    });
  }
});

Deno.test("checkConfluentConnection takes a protocol without TLS for loopback addresses only", () => {
  const local = { bootstrap_servers: "localhost:1,127.0.0.2:2,[::1]:3", "auth.protocol": "SASL_PLAINTEXT" };
  const settings = confluent(local);
  assert.equal(settings.tls, false);
  assert.equal(settings.sasl?.mechanism, "PLAIN");
  assert.equal(confluent({ ...local, "auth.protocol": "PLAINTEXT" }).sasl, undefined);
  assert.throws(() => confluent({ ...local, bootstrap_servers: "localhost:1,localhost.evil.test:2" }), {
    name: "SqlError",
    message: "auth.protocol 'SASL_PLAINTEXT' would send the key to 'localhost.evil.test:2' without encryption",
  });
  assert.equal(isLoopback("127.0.0.1.evil.test"), false);
});

Deno.test("connections of both connectors check the registry's options against each other", () => {
  const { "schema_registry.api_key": _key, ...noKey } = REGISTRY;
  const { "schema_registry.endpoint": endpoint, ...noEndpoint } = REGISTRY;
  for (const connect of [kafka, confluent]) {
    assert.throws(() => connect(noKey), { message: "required option 'schema_registry.api_key' not set" });
    assert.throws(() => connect(noEndpoint), { message: "required option 'schema_registry.endpoint' not set" });
    assert.throws(() => connect({ ...REGISTRY, "schema_registry.endpoint": "registry:8081" }), {
      message: "invalid value for 'schema_registry.endpoint': expected a URL that begins with http:// or https://",
    });
  }
  const open = { "schema_registry.endpoint": endpoint };
  assert.deepEqual(kafka(open).registry, {
    endpoint: "https://registry.test/prefix",
    username: undefined,
    password: undefined,
  });
  assert.throws(() => confluent(open), { message: "required option 'schema_registry.api_key' not set" });
});

Deno.test("connection options never put a secret into an error", () => {
  const secrets = Object.entries({ ...KAFKA_CONNECTION, ...CONFLUENT_CONNECTION }).filter(([, { secret }]) => secret);
  assert.deepEqual(secrets.map(([key]) => key).sort(), ["auth.password", "schema_registry.api_secret", "secret"]);
  assert.throws(() => kafka({ "schema_registry.endpoint": "https://registry.test/?key=hush" }), {
    message: "invalid value for 'schema_registry.endpoint': expected a URL that ends with its path",
  });
  assert.throws(() => kafka({ "schema_registry.endpoint": "https://me:hush@registry.test" }), (error) => {
    return error instanceof SqlError && !JSON.stringify([error.message, error.diagnostic]).includes("hush");
  });
});
