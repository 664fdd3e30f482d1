import assert from "node:assert/strict";
import { Assistance, type AssistanceParts } from "./assistance.ts";

/** Timers that run when the test says so. */
class Clock {
  #now = 0;
  readonly #due = new Map<() => void, number>();

  readonly after = (millis: number, act: () => void): () => void => {
    this.#due.set(act, this.#now + millis);
    return () => this.#due.delete(act);
  };

  async pass(millis: number): Promise<void> {
    this.#now += millis;
    for (const [act, at] of [...this.#due]) if (at <= this.#now && this.#due.delete(act)) act();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
}

function assistance(clock: Clock, parts: Partial<AssistanceParts> = {}): Assistance {
  return new Assistance({
    highlight: () => [],
    complete: undefined,
    hint: (text, cursor) => ({ text: `${cursor} in ${text}`, active: undefined }),
    mistake: (text) => Promise.resolve(text.startsWith("x") ? { start: 0, end: 1, message: "no x" } : undefined),
    showsMistakes: true,
    earlier: () => undefined,
    repaint: () => {},
    after: clock.after,
    ...parts,
  });
}

Deno.test("Assistance tells a mistake 150 ms after the last key, and forgets it with the text", async () => {
  const clock = new Clock();
  let painted = 0;
  const said = assistance(clock, { repaint: () => painted++ });
  said.edited("x");
  await clock.pass(149);
  said.edited("x1");
  await clock.pass(149);
  assert.equal(said.line("x1", 2)?.text, "2 in x1");
  await clock.pass(1);
  assert.equal(said.line("x1", 2)?.text, "no x");
  assert.equal(painted, 1);
  assert.deepEqual(said.marked("x1", 2), [{ start: 0, end: 1, class: "mistake" }]);
  said.edited("x12");
  assert.equal(said.line("x12", 3)?.text, "3 in x12");
  assert.deepEqual(said.marked("x12", 3), []);
});

Deno.test("Assistance looks at nothing when it is switched off, and again when it is switched on", async () => {
  const clock = new Clock();
  const said = assistance(clock);
  assert.equal(said.toggleMistakes("x"), false);
  said.edited("x");
  await clock.pass(1_000);
  assert.equal(said.line("x", 1)?.text, "1 in x");
  assert.equal(said.toggleMistakes("x"), true);
  await clock.pass(150);
  assert.equal(said.line("x", 1)?.text, "no x");
});

Deno.test("Assistance drops an answer that comes when the text is another", async () => {
  const clock = new Clock();
  const answers: (() => void)[] = [];
  const mistake = (text: string) =>
    new Promise<{ start: number; end: number; message: string }>((resolve) =>
      answers.push(() => resolve({ start: 0, end: 1, message: `no ${text}` }))
    );
  const said = assistance(clock, { mistake });
  said.edited("a");
  await clock.pass(150);
  said.edited("b");
  answers[0]?.();
  await clock.pass(150);
  answers[1]?.();
  await clock.pass(0);
  assert.equal(said.line("a", 1)?.text, "1 in a");
  assert.equal(said.line("b", 1)?.text, "no b");
  said.stop();
});

Deno.test("Assistance proposes the rest of an earlier statement, else the only candidate, behind typed text only", () => {
  const said = assistance(new Clock(), {
    earlier: (text) => text === "SEL" ? "ECT 1;" : undefined,
    complete: (_, cursor, ask) => ({ from: 0, candidates: ask ? [] : [{ text: "SHOW" }], exact: cursor > 0 ? 1 : 0 }),
  });
  assert.equal(said.ghost("SEL"), "ECT 1;");
  assert.equal(said.ghost("SH"), "OW");
  assert.equal(said.ghost("SH;"), undefined);
  said.edited("SEL", { isPaste: true });
  assert.equal(said.ghost("SEL"), undefined);
  said.stop();
});
