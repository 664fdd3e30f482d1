import assert from "node:assert/strict";
import { valueAt } from "../../column.ts";
import { fieldOf } from "../../field.ts";
import { BIGINT, TEXT } from "../../types.ts";
import { RegistryDecoder } from "../registry_decoder.ts";
import { recordsOf } from "../test_records.ts";
import { knownSchemas, message, registered } from "../test_registered.ts";
import { columnsOfMessage } from "./columns.ts";
import { ProtobufDecoder, ProtobufDecoders } from "./decoder.ts";
import { bytesOf, decodeAll, decodeBare, firstMessage } from "./test_messages.ts";

const P3 = 'syntax = "proto3"; ';

Deno.test("ProtobufDecoders choose the message by its indexes, and the schema by its id", () => {
  const first = P3 +
    "package p; message A { int32 x = 1; message Inner { string y = 1; map<string, int32> m = 3; message Last { int32 x = 2; } } } message B { int64 x = 5; }";
  const second = P3 + 'import "a.proto"; message C { p.A a = 1; int32 x = 2; }';
  const schemas = knownSchemas(
    registered(1, "PROTOBUF", first),
    registered(2, "PROTOBUF", second, { "a.proto": first }),
    registered(3, "AVRO", "{}"),
    registered(4, "PROTOBUF", "message {"),
  );
  const fields = [fieldOf("x", BIGINT), fieldOf("y", TEXT)];
  const decoder = new RegistryDecoder(
    new ProtobufDecoders(fields.map((field) => ({ ...field, needed: true }))),
    schemas,
  );
  const messages = [
    message(1, bytesOf("00 08 01")),
    message(1, bytesOf("02 00 08 02")),
    message(1, bytesOf('04 00 00 0a 01 "y"')),
    message(1, bytesOf("06 00 00 00 10 03")),
    message(1, bytesOf("02 02 28 04")),
    message(2, bytesOf("00 10 05 0a 02 08 09")),
    null,
    message(1, bytesOf("00")),
    message(1, bytesOf("")),
    message(1, bytesOf("02 04 08 01")),
    message(1, bytesOf("01 08 01")),
    message(1, bytesOf("80")),
    message(3, bytesOf("00")),
    message(4, bytesOf("00")),
    message(1, bytesOf("00 08 06")),
    Uint8Array.of(0, 0, 0),
  ];
  for (let times = 0; times < 2; times++) {
    const { rows, of, errors } = decodeAll(decoder, fields, messages);
    assert.deepEqual(rows.map(([x, y]) => x ?? y), [1n, 2n, "y", 3n, 4n, 5n, 0n, 6n]);
    assert.deepEqual(of, [0, 1, 2, 3, 4, 5, 7, 14]);
    assert.deepEqual(
      [...errors].map(([record, { message }]) => `${record}: ${message.replace("Cannot decode the record: ", "")}`),
      [
        "8: the message's place in the schema cannot be read: it ends in the middle of a varint",
        "9: Protobuf schema 1 has no message at 2",
        "10: the message's place in the schema cannot be read: an index below 0",
        "11: the message's place in the schema cannot be read: it ends in the middle of a varint",
        "12: Format configured is protobuf, but confluent schema repository returned a AVRO schema",
        "13: Protobuf schema 4 cannot be read: illegal type name '{' ((the schema), line 1)",
        "15: the message has 3 bytes, too few for the header of a schema registry (a zero byte and 4 bytes of schema id)",
      ],
    );
  }
});

Deno.test("ProtobufDecoder says jsonSafe unless a text needs escaping", () => {
  const proto = `${P3} message M { string s = 1; E e = 2; } enum E { A = 0; }`;
  const message = firstMessage(proto);
  const fields = columnsOfMessage(message).map((field) => ({ ...field, needed: true }));
  for (
    const [text, safe] of [["plain", true], ["gr\u00fcn", true], ['q"', false], ["a\\", false], [
      "1234\n",
      false,
    ]] as const
  ) {
    const decoder = new ProtobufDecoder(message, fields);
    const bytes = new TextEncoder().encode(text);
    const { data, valueStart, valueEnd } = recordsOf([Uint8Array.of(10, bytes.length, ...bytes), new Uint8Array(0)]);
    decoder.decodeRanges(data, valueStart, valueEnd, 0, 2, (_, error) => assert.fail(error.message));
    const [column, names] = decoder.columns;
    assert(column?.kind === "bytes" && names?.kind === "bytes");
    assert.equal(column.jsonSafe, safe, text);
    assert.equal(names.jsonSafe, true);
    assert.deepEqual([column.text(0, 2), column.text(1, 2), names.text(1, 2)], [text, "", "A"]);
  }
});

Deno.test("ProtobufDecoder reads more columns than one scanner inlines, and only those that are needed", () => {
  const names = Array.from({ length: 300 }, (_, i) => `f${i}`);
  const proto = `${P3} message M { ${
    names.map((name, i) => `optional ${i % 2 ? "string" : "int64"} ${name} = ${i + 1};`).join(" ")
  } }`;
  const bytes = names.flatMap((_, i) => {
    const tag = (i + 1) * 8 + (i % 2 ? 2 : 0);
    return [...(tag < 128 ? [tag] : [tag & 127 | 128, tag >> 7]), ...(i % 2 ? [1, 97 + i % 26] : [i & 127])];
  });
  const expected = names.map((_, i) => i % 2 ? String.fromCharCode(97 + i % 26) : BigInt(i & 127));
  const message = firstMessage(proto);
  assert.deepEqual(decodeBare(message, [Uint8Array.from(bytes)]).rows, [expected]);
  const fields = columnsOfMessage(message).map((field, i) => ({ ...field, needed: i === 7 }));
  const decoder = new ProtobufDecoder(message, fields);
  const { data, valueStart, valueEnd } = recordsOf([Uint8Array.from(bytes)]);
  assert.equal(decoder.decodeRanges(data, valueStart, valueEnd, 0, 1, () => assert.fail()).rows, 1);
  assert.equal(valueAt(decoder.columns[7]!, TEXT, 0, 1), "h");
});

Deno.test("ProtobufDecoder fills at most BATCH_ROWS rows and goes on where it stopped", () => {
  const message = firstMessage(`${P3} message M { int32 a = 1; E e = 2; } enum E { A = 0; B = 1; }`);
  const messages = Array.from({ length: 2500 }, (_, i) => i % 7 === 0 ? null : Uint8Array.of(8, i & 127, 16, i % 3));
  const { rows, of } = decodeBare(message, messages);
  assert.deepEqual(of, messages.flatMap((one, i) => one === null ? [] : [i]));
  assert.deepEqual(rows, of.map((i) => [i & 127, ["A", "B", "2"][i % 3]]));
});
