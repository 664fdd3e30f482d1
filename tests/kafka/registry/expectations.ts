/**
 * What a schema registry does, whoever wrote it. Apicurio is asked the same; where it is known to differ from Confluent's
 * registry, which ours follows, the tests say so.
 */
import assert from "node:assert/strict";
import { RegistryClient } from "../../../schema/registry/client.ts";
import { CASES } from "./compatibility_cases.ts";
import { type Answered, newSubject, record, Rest, textOf } from "./rest.ts";
import type { RegistryTarget } from "./target.ts";

const int = { name: "a", type: "int" };
const withDefault = { name: "b", type: "string", default: "" };
const never = new AbortController().signal;

/** What Apicurio's release for Java 17 does in another way: more members, other codes, levels that are not inherited, FULL as BACKWARD. */
const OLD_APICURIO_DIFFERS = [
  "hands out schemas by id and by version",
  "finds the version that has a schema",
  "keeps a level for everybody and one for each subject",
  "Protobuf: a message goes",
  "Protobuf: a message is added",
];

/** Makes the tests; `target` is asked for when they run. */
export function expectations(target: () => Promise<RegistryTarget>): void {
  const test = (name: string, body: (rest: Rest, kind: RegistryTarget["kind"]) => Promise<void>) =>
    Deno.test(`a registry ${name}`, async () => {
      const { url, kind, old } = await target();
      if (old && OLD_APICURIO_DIFFERS.some((one) => name.endsWith(one))) return;
      await body(new Rest(url), kind);
    });

  test("gives the same schema the same id under every subject, and a subject one version of it", async (rest) => {
    const subject = newSubject();
    const id = await rest.register(subject, record(int));
    assert.equal(await rest.register(subject, record(int)), id);
    assert.equal(await rest.register(newSubject(), record(int)), id);
    assert.deepEqual((await rest.get(`/subjects/${subject}/versions`)).body, [1]);
    const places = (await rest.get<{ subject: string; version: number }[]>(`/schemas/ids/${id}/versions`)).body;
    assert.ok(places.some((place) => place.subject === subject && place.version === 1));
  });

  test("hands out schemas by id and by version", async (rest) => {
    const subject = newSubject();
    const id = await rest.register(subject, record(int));
    const latest = await rest.register(subject, record(int, withDefault));
    const first = { subject, version: 1, id, schema: textOf(record(int)) };
    assert.deepEqual((await rest.get(`/subjects/${subject}/versions/1`)).body, first);
    for (const name of ["latest", "-1", "2"]) {
      const { body } = await rest.get(`/subjects/${subject}/versions/${name}`);
      assert.deepEqual([body.version, body.id], [2, latest], name);
    }
    assert.deepEqual((await rest.get(`/schemas/ids/${id}`)).body, { schema: textOf(record(int)) });
    assert.deepEqual((await rest.get(`/subjects/${subject}/versions/1/schema`)).body, record(int));
    assert.deepEqual((await rest.get<string[]>("/subjects")).body.filter((name) => name === subject), [subject]);
    assert.deepEqual((await rest.get<string[]>("/schemas/types")).body.toSorted(), ["AVRO", "JSON", "PROTOBUF"]);
  });

  test("finds the version that has a schema", async (rest) => {
    const subject = newSubject();
    const id = await rest.register(subject, record(int));
    await rest.register(subject, record(int, withDefault));
    const { body } = await rest.post(`/subjects/${subject}`, { schema: JSON.stringify(record(int), null, 2) });
    assert.deepEqual([body.subject, body.version, body.id], [subject, 1, id]);
    refused(
      await rest.post(`/subjects/${subject}`, { schema: textOf(record({ name: "x", type: "int" })) }),
      404,
      40403,
    );
    refused(await rest.post(`/subjects/${newSubject()}`, { schema: textOf(record(int)) }), 404, 40401);
  });

  test("says what is not there", async (rest, kind) => {
    const subject = newSubject();
    await rest.register(subject, record(int));
    refused(await rest.get(`/subjects/${newSubject()}/versions`), 404, 40401);
    refused(await rest.get(`/subjects/${newSubject()}/versions/1`), 404, 40401);
    refused(await rest.get(`/subjects/${subject}/versions/9`), 404, 40402);
    refused(await rest.get("/schemas/ids/999999"), 404, 40403);
    refused(
      await rest.post(`/compatibility/subjects/${subject}/versions/9`, { schema: textOf(record(int)) }),
      404,
      40402,
    );
    assert.equal((await rest.get("/nothing")).status, 404);
    if (kind === "apicurio") return; // it answers 40402
    refused(await rest.get(`/subjects/${subject}/versions/0`), 422, 42202);
    refused(await rest.get(`/subjects/${subject}/versions/first`), 422, 42202);
  });

  test("refuses what is no schema, and what is not compatible", async (rest) => {
    const subject = newSubject();
    const path = `/subjects/${subject}/versions`;
    for (
      const [schema, schemaType] of [["{", "AVRO"], ['{"type":"nix"}', "AVRO"], ["message", "PROTOBUF"], ["{}", "XML"]]
    ) {
      refused(await rest.post(path, { schema, schemaType }), 422, 42201);
    }
    refused(await rest.get(path), 404, 40401);
    await rest.register(subject, record(int));
    refused(await rest.post(path, { schema: textOf(record({ name: "a", type: "string" })) }), 409, 409);
    assert.deepEqual((await rest.get(path)).body, [1]);
  });

  test("keeps a level for everybody and one for each subject", async (rest, kind) => {
    const subject = newSubject();
    await rest.register(subject, record(int));
    assert.deepEqual((await rest.get("/config")).body, { compatibilityLevel: "BACKWARD" });
    const own = `/config/${subject}`;
    if (kind === "embedded") refused(await rest.get(own), 404, 40408); // Apicurio: 200, NONE
    assert.deepEqual((await rest.get(`${own}?defaultToGlobal=true`)).body, { compatibilityLevel: "BACKWARD" });
    assert.equal((await rest.put(own, { compatibility: "NONE" })).body.compatibility, "NONE");
    assert.deepEqual((await rest.get(own)).body, { compatibilityLevel: "NONE" });
    await rest.register(subject, record({ name: "a", type: "string" }));
    refused(await rest.put(own, { compatibility: "SIDEWAYS" }), 422, 42203);
    assert.equal((await rest.delete(own)).status, 200);
    const next = await rest.post(`/subjects/${subject}/versions`, {
      schema: textOf(record({ name: "a", type: "boolean" })),
    });
    if (kind === "embedded") refused(next, 409, 409); // Apicurio's subjects have no level to fall back to
    assert.deepEqual((await rest.get("/mode")).body, { mode: "READWRITE" });
  });

  test("holds a schema against all versions when the level is transitive", async (rest) => {
    const optional = { name: "a", type: "int", default: 0 };
    const versions = [
      record(int),
      record(withDefault),
      record(withDefault, { name: "a", type: "string", default: "" }),
    ];
    for (
      const [level, taken] of [["BACKWARD", true], ["BACKWARD_TRANSITIVE", false], ["FULL", true], [
        "FULL_TRANSITIVE",
        false,
      ]] as const
    ) {
      const subject = newSubject(level);
      await rest.put(`/config/${subject}`, { compatibility: level });
      await rest.register(subject, record(optional, withDefault));
      await rest.register(subject, versions[1]);
      const last = await rest.post(`/subjects/${subject}/versions`, { schema: textOf(versions[2]) });
      assert.equal(last.status, taken ? 200 : 409, `${level}: ${JSON.stringify(last.body)}`);
    }
  });

  test("deletes softly, and for good when asked twice", async (rest, kind) => {
    const gone = kind === "apicurio" ? 409 : 404;
    const subject = newSubject();
    const path = `/subjects/${subject}`;
    const id = await rest.register(subject, record(int));
    await rest.register(subject, record(int, withDefault));
    refused(await rest.delete(`${path}/versions/1?permanent=true`), gone, 40407);
    assert.deepEqual((await rest.delete(`${path}/versions/1`)).body, 1);
    assert.deepEqual((await rest.get(`${path}/versions`)).body, [2]);
    assert.deepEqual((await rest.get(`${path}/versions?deleted=true`)).body, [1, 2]);
    refused(await rest.get(`${path}/versions/1`), 404, 40402);
    assert.equal((await rest.get(`${path}/versions/1?deleted=true`)).body.id, id);
    assert.equal((await rest.get(`/schemas/ids/${id}`)).status, 200, "messages with the id can still be read");
    refused(await rest.delete(`${path}/versions/1`), gone, 40406);
    assert.deepEqual((await rest.delete(`${path}/versions/1?permanent=true`)).body, 1);
    assert.deepEqual((await rest.get(`${path}/versions?deleted=true`)).body, [2]);
    refused(await rest.delete(`${path}?permanent=true`), gone, 40405);
    assert.deepEqual((await rest.delete(path)).body, [2]);
    refused(await rest.get(`${path}/versions`), 404, 40401);
    refused(await rest.delete(path), 404, 40404);
    assert.deepEqual((await rest.delete(`${path}?permanent=true`)).body, [2]);
    refused(await rest.delete(`${path}?permanent=true`), 404, 40401);
  });

  test("gives a schema that was softly deleted its id again", async (rest) => {
    const subject = newSubject();
    const id = await rest.register(subject, record(int));
    await rest.delete(`/subjects/${subject}`);
    assert.equal(await rest.register(subject, record(int)), id);
    assert.equal((await rest.get(`/subjects/${subject}/versions/latest`)).status, 200);
  });

  test("keeps references, and what is referred to", async (rest) => {
    const used = newSubject("used");
    const user = newSubject("user");
    await rest.register(used, { type: "record", name: "Address", namespace: "shop", fields: [int] });
    const references = [{ name: "shop.Address", subject: used, version: 1 }];
    const schema = record({ name: "to", type: "shop.Address" });
    refused(await rest.post(`/subjects/${user}/versions`, { schema: textOf(schema) }), 422, 42201);
    const id = await rest.register(user, schema, { references });
    assert.deepEqual((await rest.get(`/schemas/ids/${id}`)).body.references, references);
    assert.deepEqual((await rest.get(`/subjects/${used}/versions/1/referencedby`)).body, [id]);
    const client = new RegistryClient({ endpoint: rest.url, fetch });
    assert.deepEqual((await client.schema(id, never))?.dependencies.map(({ name }) => name), ["shop.Address"]);
    refused(await rest.delete(`/subjects/${used}/versions/1`), 422, 42206);
  });

  test("is understood by our client", async (rest) => {
    const client = new RegistryClient({ endpoint: rest.url, fetch });
    const subject = newSubject("a/b c");
    const schema = {
      type: "JSON",
      text: '{"type":"object","properties":{"a":{"type":"string"}}}',
      references: [],
    } as const;
    assert.equal(await client.version(subject, "latest", never), undefined);
    assert.equal(await client.find(subject, schema, never), undefined);
    assert.equal((await client.compatibility(subject, schema, never)).compatible, true);
    const id = await client.register(subject, schema, never);
    const expected = { ...schema, id, dependencies: [], subject, version: 1 };
    assert.deepEqual(await client.version(subject, "latest", never), expected);
    assert.deepEqual(await client.find(subject, schema, never), expected);
    assert.ok((await client.subjects(never)).includes(subject));
    const other = { ...schema, text: schema.text.replace("string", "number") };
    assert.equal((await client.compatibility(subject, other, never)).compatible, false);
    await assert.rejects(
      client.register(subject, other, never),
      /there is already an existing schema for this subject/,
    );
    await assert.rejects(
      client.register(subject, { ...schema, text: "[" }, never),
      /^ConnectorError: subject .*: invalid schema: /,
    );
  });

  for (const { name, type, old, new: next, backward, forward, apicurio } of CASES) {
    test(`judges compatibility: ${name}`, async (rest, kind) => {
      if (kind === "apicurio" && apicurio !== undefined) return;
      const subject = newSubject();
      await rest.register(subject, old, { schemaType: type });
      const judge = async (level: string) => {
        await rest.put(`/config/${subject}`, { compatibility: level });
        const body = { schema: textOf(next), schemaType: type };
        const answer = await rest.post(`/compatibility/subjects/${subject}/versions/latest?verbose=true`, body);
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        return answer.body.is_compatible;
      };
      const judged = { BACKWARD: await judge("BACKWARD"), FORWARD: await judge("FORWARD"), FULL: await judge("FULL") };
      assert.deepEqual(judged, { BACKWARD: backward, FORWARD: forward, FULL: backward && forward });
    });
  }
}

function refused({ status, body }: Answered, expectedStatus: number, code: number): void {
  assert.deepEqual([status, body?.error_code], [expectedStatus, code], JSON.stringify(body));
  assert.equal(typeof body.message, "string");
}
