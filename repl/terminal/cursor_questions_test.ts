import assert from "node:assert/strict";
import { CursorQuestions } from "./cursor_questions.ts";
import { type Key, KeyDecoder } from "./keys.ts";

function keysOf(text: string): Key[] {
  return new KeyDecoder().feed(new TextEncoder().encode(text), 0);
}

/** Keys that are no answers, by name. */
function rest(questions: CursorQuestions, text: string): string[] {
  return keysOf(text).filter((key) => !questions.answer(key)).map(({ name }) => name);
}

Deno.test("CursorQuestions takes answers out of the keys, in the order of the questions", async () => {
  const questions = new CursorQuestions();
  const [first, second] = [questions.ask(), questions.ask()];
  assert.deepEqual(rest(questions, "a\x1b[1;5R\x1b[A\x1b[12;3Rb\x1b[1;2R"), ["text", "up", "text", "f3"]);
  assert.deepEqual(await first, { row: 0, column: 4 });
  assert.deepEqual(await second, { row: 11, column: 2 });
});

Deno.test("CursorQuestions waits for an answer a moment, and gives a late one to nobody else", async () => {
  const questions = new CursorQuestions();
  const late = questions.ask();
  assert.equal(await late, undefined);
  const next = questions.ask();
  assert.deepEqual(rest(questions, "\x1b[5;5R"), []);
  assert.deepEqual(rest(questions, "\x1b[6;6R"), []);
  assert.deepEqual(await next, { row: 5, column: 5 });
});

Deno.test("CursorQuestions forgets questions that the terminal does not answer, and those of another terminal", async () => {
  const questions = new CursorQuestions();
  const open = questions.ask();
  questions.withdraw();
  assert.equal(await open, undefined);
  assert.deepEqual(rest(questions, "\x1b[5;5R"), ["report"]);
});
