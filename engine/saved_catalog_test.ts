import assert from "node:assert/strict";
import { SqlError } from "../schema/errors.ts";
import { BIGINT } from "../schema/types.ts";
import { scalar } from "../sql/functions/function.ts";
import { Session } from "../mod.ts";

async function inFolder(act: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await act(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function views(session: Session): Promise<unknown[]> {
  return (await session.execute("SHOW VIEWS")).map((row) => row.name).sort();
}

Deno.test("The saved catalog restores a view that reads one which was replaced after it", () =>
  inFolder(async (dir) => {
    {
      await using session = await Session.open({ dir });
      await session.execute(`
        CREATE VIEW base AS SELECT 1 AS a;
        CREATE VIEW "Top ""1""" (x, "Y") AS WITH q AS (SELECT a, 'it''s' AS b FROM base /* c */) SELECT * FROM q -- end
        ;
        CREATE OR REPLACE VIEW base AS SELECT 2 AS a`);
    }
    await using session = await Session.open({ dir });
    assert.deepEqual(await session.execute('SELECT * FROM "Top ""1"""'), [{ x: 2n, Y: "it's" }]);
  }));

Deno.test("The saved catalog keeps what this process cannot use, until it is dropped or replaced", () =>
  inFolder(async (dir) => {
    const twice = scalar("twice", "Twice", {
      overloads: [{ args: [BIGINT], returns: BIGINT, js: (a) => `${a} * 2n` }],
      examples: [],
    });
    {
      await using session = await Session.open({ dir, functions: [twice] });
      await session.execute("CREATE VIEW a AS SELECT twice(1) AS n; CREATE VIEW b AS SELECT twice(2) AS n");
    }
    {
      await using session = await Session.open({ dir });
      await session.execute("CREATE VIEW c AS SELECT 3 AS n");
      assert.deepEqual(await views(session), ["c"]);
      await session.execute("DROP VIEW b");
    }
    await using session = await Session.open({ dir, functions: [twice] });
    assert.deepEqual(await views(session), ["a", "c"]);
  }));

Deno.test("Two sessions with one catalog keep each other's definitions", () =>
  inFolder(async (dir) => {
    await using one = await Session.open({ dir });
    await using two = await Session.open({ dir });
    await one.execute("CREATE VIEW a AS SELECT 1 AS n; CREATE VIEW b AS SELECT 2 AS n");
    await two.execute("CREATE VIEW c AS SELECT n FROM a; DROP VIEW b");
    await one.execute("CREATE VIEW d AS SELECT 4 AS n");
    assert.deepEqual(await views(one), ["a", "c", "d"]);
    await assert.rejects(one.execute("CREATE VIEW c AS SELECT 1 AS n"), SqlError);
  }));
