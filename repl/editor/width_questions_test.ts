import assert from "node:assert/strict";
import { forgetWidths } from "../terminal/emoji_widths.ts";
import { clusterWidth } from "../terminal/width.ts";
import { WidthQuestions } from "./width_questions.ts";

/** Questions to a terminal that answers as it is told to. */
class Desk implements Disposable {
  readonly asked: string[] = [];
  painted = 0;
  #paint = () => {};
  /** Resolves when the text may be painted for the first time. */
  readonly firstPaint = new Promise<void>((resolve) => this.#paint = resolve);
  /** Columns of every cluster; `later`: it cannot be asked now. */
  answer: number | undefined | "later" = 4;
  readonly questions = new WidthQuestions({
    measure: (clusters) => {
      if (this.answer === "later") return undefined;
      this.asked.push(clusters.join(" "));
      const { answer } = this;
      return Promise.resolve(clusters.map(() => answer));
    },
    paint: () => {
      this.painted++;
      this.#paint();
    },
  });

  /** Whether the text was held back. */
  async look(text: string): Promise<boolean> {
    const held = this.questions.holdBack(text);
    await Promise.resolve();
    await Promise.resolve();
    return held;
  }

  [Symbol.dispose](): void {
    this.questions[Symbol.dispose]();
    forgetWidths();
  }
}

Deno.test("WidthQuestions asks once for each kind, and what was said decides for all of it", async () => {
  using desk = new Desk();
  assert.equal(await desk.look("SELECT 1"), false);
  assert.equal(await desk.look("SELECT '👍🏽"), true);
  assert.equal(desk.painted, 1, "it was answered");
  assert.equal(await desk.look("SELECT '👍🏽 🤷🏿 🎉"), false);
  assert.equal(await desk.look("SELECT '👍🏽 ❤️"), true);
  assert.deepEqual(desk.asked, ["👍 👍🏽", "❤️"]);
  assert.equal(clusterWidth("🤷🏿"), 4);
});

Deno.test("WidthQuestions asks when it can, where it could not at once", async () => {
  using desk = new Desk();
  desk.answer = "later";
  assert.equal(await desk.look("🇩🇪"), false);
  desk.answer = 2;
  assert.equal(await desk.look("🇩🇪"), true);
  assert.equal(await desk.look("🇩🇪"), false);
  assert.deepEqual(desk.asked, ["🇩🇪"]);
});

Deno.test("WidthQuestions holds a text back for a frame at most, and does not ask again where nobody answers", async () => {
  using desk = new Desk();
  desk.answer = undefined;
  assert.equal(await desk.look("👍🏽"), true);
  assert.equal(await desk.look("👍🏽 a"), true, "what is typed meanwhile waits too");
  assert.equal(desk.painted, 0);
  await desk.firstPaint;
  assert.equal(await desk.look("👍🏽 👍🏽"), false);
  assert.deepEqual(desk.asked, ["👍 👍🏽"]);
  assert.equal(clusterWidth("👍🏽"), 2);
});
