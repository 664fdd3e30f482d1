import assert from "node:assert/strict";
import { Choices, smallest } from "./choices.ts";

Deno.test("Choices of a seed are the same every time, and can be made again from the list", () => {
  const ask = (choices: Choices) => Array.from({ length: 20 }, (_, i) => choices.below(i + 1));
  const choices = Choices.random(5);
  const answers = ask(choices);
  assert.deepEqual(ask(Choices.random(5)), answers);
  assert.deepEqual(ask(Choices.of(choices.made)), answers);
  assert.notDeepEqual(ask(Choices.random(6)), answers);
});

Deno.test("Choices beyond the end of a list are the simplest", () => {
  const choices = Choices.of([7]);
  assert.equal(choices.below(4), 3);
  assert.equal(choices.pick(["simple", "odd"]), "simple");
  assert.equal(choices.chance(99), false);
});

Deno.test("Choices shuffle without losing anything", () => {
  const items = [1, 2, 3, 4, 5];
  assert.deepEqual(Choices.random(3).shuffled(items).sort(), items);
  assert.deepEqual(Choices.of([]).shuffled(items), items);
});

Deno.test("smallest drops what does not matter and makes smaller what does", async () => {
  const list = Array.from({ length: 100 }, (_, i) => i);
  const fails = (some: readonly number[]) => Promise.resolve(some.some((one) => one >= 20) && some.includes(3));
  assert.deepEqual(await smallest(list, fails, (one) => [Math.floor(one / 2), one - 1]), [3, 20]);
});
