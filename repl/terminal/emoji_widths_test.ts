import assert from "node:assert/strict";
import { FakeTty } from "../../tests/terminal/fake_tty.ts";
import { doubtOf, forgetWidths, learnWidth, tellingClusters } from "./emoji_widths.ts";
import { Screen } from "./screen.ts";
import { Terminal } from "./terminal.ts";
import { clusterWidth, displayWidth, graphemes } from "./width.ts";

const KINDS = {
  single: ["👍", "⌚", "🎉"],
  toned: ["👍🏽", "🤷🏿", "☝🏽"],
  styled: ["❤️", "☎️", "⌚️", "©️"],
  unstyled: ["👍︎"],
  joined: ["👩‍💻", "👨‍👩‍👧‍👦", "🏳️‍🌈", "❤️‍🔥", "👩🏽‍❤️‍💋‍👨🏿"],
  flag: ["🇩🇪", "🇫🇷"],
  tagged: ["\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}"],
  keycap: ["1️⃣", "#️⃣"],
} as const;
const ALL = Object.values(KINDS).flat();

Deno.test("doubtOf tells what terminals disagree about, and of everything else nothing", () => {
  for (const [kind, clusters] of Object.entries(KINDS)) {
    for (const cluster of clusters) assert.equal(doubtOf(cluster), kind, cluster);
  }
  for (const cluster of ["a", "1", "é", "e\u0301", "漢", "©", "☎", "🇩", "한"]) {
    assert.equal(doubtOf(cluster), undefined, cluster);
  }
});

Deno.test("tellingClusters finds the first of each kind that tells something, and what it is made of", () => {
  const found = tellingClusters("SELECT '⌚️ ☎️ ❤️ 👩‍💻 👨‍👩‍👧 🇩🇪🇫🇷'");
  assert.deepEqual([...found], [["single", "⌚"], ["styled", "☎️"], ["joined", "👩‍💻"], ["flag", "🇩🇪"]]);
  assert.deepEqual([...tellingClusters("SELECT 12 * 3 # 漢字 ©")], []);
});

Deno.test("clusterWidth takes clusters for whole until the terminal was asked", () => {
  forgetWidths();
  assert.deepEqual(ALL.map(clusterWidth), ALL.map((cluster) => doubtOf(cluster) === "keycap" ? 1 : 2));
  assert.equal(displayWidth("a👍🏽b❤️"), 6);
});

Deno.test("clusterWidth of a terminal that takes clusters for whole stays, whatever was learned", () => {
  for (const cluster of ALL) learnWidth(cluster, 2);
  assert.deepEqual(ALL.map(clusterWidth), ALL.map(() => 2));
  forgetWidths();
});

Deno.test("clusterWidth of a kind that is drawn as no rule says is what was seen", () => {
  learnWidth("🇩🇪", 4);
  assert.equal(clusterWidth("🇫🇷"), 4);
  for (const columns of [0, -1, 9]) learnWidth("🇩🇪", columns);
  assert.equal(clusterWidth("🇫🇷"), 4, "what cannot be is not believed");
  forgetWidths();
  assert.equal(clusterWidth("🇫🇷"), 2);
});

for (const unicode of ["6", "11"] as const) {
  Deno.test(`clusterWidth is what a terminal of Unicode ${unicode} gives, once it was asked, whichever cluster came first`, async () => {
    using tty = new FakeTty(60, 4, unicode);
    using terminal = new Terminal({ tty, env: (name) => name === "TERM" ? "xterm" : undefined });
    using screen = new Screen(terminal);
    terminal.start({ keys: () => {}, resize: () => {}, resume: () => {}, closed: () => {} });
    screen.setPrompt({ rows: ["sql> "], cursor: { row: 0, column: 5 } });
    screen.paint();
    const measured = async (clusters: readonly string[]) => {
      const answers = screen.measure(clusters);
      assert.ok(answers);
      await tty.settled();
      return await answers;
    };
    const widths = new Map<string, number | undefined>();
    for (const cluster of ALL) widths.set(cluster, (await measured([cluster]))[0]);
    for (let turn = 0; turn < ALL.length; turn++) {
      forgetWidths();
      const typed = [...ALL.slice(turn), ...ALL.slice(0, turn)];
      const asked = new Set<string>();
      for (const [index, cluster] of typed.entries()) {
        for (const [doubt, one] of tellingClusters(cluster)) {
          if (asked.has(doubt)) continue;
          asked.add(doubt);
          learnWidth(one, (await measured([one]))[0] ?? 0);
        }
        for (const seen of typed.slice(0, index + 1)) {
          assert.equal(clusterWidth(seen), widths.get(seen), `${seen}, learned from ${typed.slice(0, index + 1)}`);
        }
      }
    }
    assert.deepEqual([...graphemes(ALL.join(""))], ALL);
  });
}
