import assert from "node:assert/strict";
import { SqlError } from "../../schema/errors.ts";
import { CLIENT_CONFIGS_OPTION, parseClientConfigs } from "./client_configs.ts";

Deno.test("parseClientConfigs reads pairs into typed settings", () => {
  const configs = parseClientConfigs("client.id=me, linger.ms=5,compression.type=ZSTD,check.crcs=false,acks=all");
  assert.deepEqual(configs, {
    ...CLIENT_CONFIGS_OPTION.fallback,
    "client.id": "me",
    "linger.ms": 5,
    "compression.type": "zstd",
    "check.crcs": false,
    acks: "all",
  });
  assert.equal(CLIENT_CONFIGS_OPTION.fallback["check.crcs"], true);
  assert.equal(CLIENT_CONFIGS_OPTION.fallback["linger.ms"], undefined);
});

Deno.test("parseClientConfigs splits at the first equals sign and takes escaped commas", () => {
  assert.equal(parseClientConfigs("client.id=a\\,b=c")["client.id"], "a,b=c");
});

Deno.test("parseClientConfigs refuses what are no pairs", () => {
  for (const text of ["", "linger.ms", "linger.ms=5,", "=5", "a=b,,c=d", "linger.ms:5"]) {
    assert.throws(() => parseClientConfigs(text), {
      name: "SqlError",
      message: "invalid client_config: expected comma and equals-separated pairs",
    }, text);
  }
});

Deno.test("parseClientConfigs lists the settings there are when one is unknown, wrong or given twice", () => {
  assert.throws(() => parseClientConfigs("linger.m=5"), (error) => {
    assert.ok(error instanceof SqlError);
    assert.match(error.message, /^invalid client_config 'linger\.m'; supported are client\.id, .*acks.*check\.crcs$/);
    assert.equal(error.diagnostic.hint, "Did you mean 'linger.ms'?");
    return true;
  });
  assert.throws(() => parseClientConfigs("linger.ms=soon"), {
    message: "invalid value for 'linger.ms': expected a whole number from 0 up to 2147483647, got 'soon'",
  });
  assert.throws(() => parseClientConfigs("compression.type=brotli"), {
    message: "invalid value for compression.type 'brotli'",
  });
  assert.throws(() => parseClientConfigs("acks=1,acks=all"), {
    message: "invalid client_config: 'acks' is given twice",
  });
});
