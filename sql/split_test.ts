import assert from "node:assert/strict";
import { isComplete, splitStatements } from "./split.ts";

Deno.test("splitStatements splits at semicolons outside quotes, comments and statement sets", () => {
  const text =
    " SELECT ';' -- ;\n; /* ; */ ;\nSELECT \";\", $$;$$;EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; END; SHOW x";
  assert.deepEqual(splitStatements(text).map(({ text, terminated }) => [text, terminated]), [
    ["SELECT ';'", true],
    ['SELECT ";", $$;$$', true],
    ["EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; END", true],
    ["SHOW x", false],
  ]);
});

Deno.test("splitStatements gives spans into the text", () => {
  const text = "  a ; -- c\n b";
  assert.deepEqual(splitStatements(text).map(({ span }) => text.slice(span.start, span.end)), ["a", "b"]);
});

Deno.test("isComplete asks for a semicolon outside of everything", () => {
  const complete = [
    "",
    "  \n",
    "SELECT 1;",
    "SELECT 1; -- done",
    "\\q",
    "  \\help select",
    "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; END;",
    ";",
  ];
  const open = [
    ...["SELECT 1", "SELECT ';", 'SELECT ";', "SELECT 1; /* ;", "SELECT $$ ;", "SELECT 1; SELECT 2"],
    ...[
      "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1;",
      "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1 AS end;",
    ],
  ];
  for (const text of complete) assert.equal(isComplete(text), true, text);
  for (const text of open) assert.equal(isComplete(text), false, text);
});
