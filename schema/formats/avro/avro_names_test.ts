import assert from "node:assert/strict";
import { avroName, columnsOfFields } from "./avro_names.ts";

Deno.test("avroName makes names that Avro allows", () => {
  const names = { a_1: "a_1", "a.b": "a__b", "a b-c": "a_b_c", "naïve😀": "na_ve_", "1st": "_1st", "": "_" };
  for (const [name, expected] of Object.entries(names)) assert.equal(avroName(name), expected);
});

Deno.test("columnsOfFields takes the exact name, and one in another case only where it can mean nothing else", () => {
  const found = (fields: string[], columns: string[]) => Object.fromEntries(columnsOfFields(fields, columns));
  assert.deepEqual(found(["orderId", "x"], ["orderid", "y"]), { orderId: "orderid" });
  assert.deepEqual(found(["orderId", "orderid"], ["ORDERID", "orderid"]), { orderid: "orderid", orderId: "ORDERID" });
  assert.deepEqual(found(["orderId", "OrderID"], ["orderid"]), {});
  assert.deepEqual(found(["orderId"], ["orderid", "ORDERID"]), {});
});
