import assert from "node:assert/strict";
import { SqlError } from "../schema/errors.ts";
import { CONNECTORS, findConnector } from "./mod.ts";

Deno.test("findConnector finds each connector by its name, in any case", () => {
  for (const connector of CONNECTORS) {
    assert.equal(findConnector(connector.name), connector);
    assert.equal(findConnector(connector.name.toUpperCase()), connector);
  }
});

Deno.test("findConnector lists the connectors when there is none of the name", () => {
  assert.throws(() => findConnector("singlefile"), (error) => {
    assert.ok(error instanceof SqlError);
    assert.equal(error.message, "Unknown connector 'singlefile'");
    assert.match(error.diagnostic.hint ?? "", /^Did you mean 'single_file'\? The connectors are .*blackhole/);
    assert.deepEqual(error.diagnostic.expected, CONNECTORS.map(({ name }) => name));
    return true;
  });
});

Deno.test("CONNECTORS have names of their own, can do something, and document every option", () => {
  assert.equal(new Set(CONNECTORS.map(({ name }) => name)).size, CONNECTORS.length);
  for (const { name, doc, source, sink, tableOptions } of CONNECTORS) {
    assert.ok(source !== undefined || sink !== undefined, name);
    assert.ok(doc.length > 0, name);
    for (const [key, option] of Object.entries(tableOptions)) assert.ok(option.doc.length > 0, `${name} ${key}`);
  }
});
