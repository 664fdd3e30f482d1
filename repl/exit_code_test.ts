import assert from "node:assert/strict";
import { ConnectorError, DataError, InternalError, SqlError } from "../schema/errors.ts";
import { exitCode, Interrupted, OutputClosed } from "./exit_code.ts";
import { UsageError } from "./flags.ts";

const before = { rows: false };
const after = { rows: true };

Deno.test("exitCode is 1 for what is wrong with text, data or Sluice", () => {
  const errors = [new SqlError("x"), new DataError("x"), new InternalError("x"), new Error("x"), "x", undefined];
  for (const error of errors) assert.equal(exitCode(error, before), 1);
});

Deno.test("exitCode is 2 for wrong usage", () => {
  assert.equal(exitCode(new UsageError("x"), before), 2);
});

Deno.test("exitCode is 3 when there was no connection before the first row", () => {
  for (const code of ["unreachable", "tls", "auth"]) {
    const error = new ConnectorError("x", { code });
    assert.equal(exitCode(error, before), 3, code);
    assert.equal(exitCode(error, after), 1, code);
    assert.equal(exitCode(new SqlError("y", { cause: error }), before), 3, code);
  }
  for (const code of ["authorization", "not_found", "disk", "locked"]) {
    assert.equal(exitCode(new ConnectorError("x", { code }), before), 1, code);
  }
});

Deno.test("exitCode is 130 when interrupted and 0 when nobody reads any more", () => {
  assert.equal(exitCode(new Interrupted(), after), 130);
  assert.equal(exitCode(new OutputClosed(), after), 0);
});
