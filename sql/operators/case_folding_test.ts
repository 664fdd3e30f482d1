import { deepEqual, equal } from "node:assert/strict";
import { foldCase } from "./case_folding.ts";

Deno.test("foldCase brings together what differs in case only", () => {
  equal(foldCase("ΣΑΣ ßẞ ſK İı ÅÅ 𐐀"), foldCase("σας ßß sk İı åå 𐐨"));
  equal(foldCase("ı") === foldCase("I"), false);
  equal([...foldCase("ŉǰΐἿ")].length, 4);
});

Deno.test("foldCase agrees with case-insensitive regular expressions on every letter", () => {
  const wrong: string[] = [];
  for (let code = 0x80; code < 0x1e944; code++) {
    if (code === 0xd800) code = 0xe000;
    const character = String.fromCodePoint(code);
    const cases = new Set([character.toLowerCase(), character.toUpperCase(), foldCase(character)]);
    cases.delete(character);
    if (cases.size === 0) continue;
    const regex = new RegExp(`^${character}$`, "iu");
    for (const other of cases) {
      if (regex.test(other) !== (foldCase(other) === foldCase(character))) wrong.push(`${character} ${other}`);
    }
  }
  deepEqual(wrong, []);
});
