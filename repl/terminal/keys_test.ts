import assert from "node:assert/strict";
import { type Key, KeyDecoder, keyId, MAX_PASTE } from "./keys.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Keys in one line: ids, with the text of `text` and `paste` in quotes. */
function spell(keys: readonly Key[]): string {
  return keys.map((key) => (key.name === "text" || key.name === "paste" ? JSON.stringify(key.text) : keyId(key)))
    .join(" ").replaceAll('" "', "");
}

function decode(text: string): string {
  const decoder = new KeyDecoder();
  const keys = decoder.feed(bytes(text), 0);
  if (decoder.patience !== undefined) keys.push(...decoder.flush());
  return spell(keys);
}

/** What terminals send → what was pressed. */
const CASES: readonly (readonly [string, string])[] = [
  ["abc", '"abc"'],
  ["añ漢👍🏽", '"añ漢👍🏽"'],
  ["\r", "enter"],
  ["\x1b\r", "alt-enter"],
  ["\x1b[13;2u", "shift-enter"],
  ["\x1b[27;2;13~", "shift-enter"],
  ["\x7f\b", "backspace backspace"],
  ["\x1b\x7f", "alt-backspace"],
  ["\t\x1b[Z", "tab shift-tab"],
  ["\x01\x05\x1f\x00", "ctrl-a ctrl-e ctrl-_ ctrl-space"],
  ["\x03\x04\x1a\x0c", "ctrl-c ctrl-d ctrl-z ctrl-l"],
  ["\x1b[A\x1b[B\x1b[C\x1b[D", "up down right left"],
  ["\x1bOA\x1bOB\x1bOC\x1bOD", "up down right left"],
  ["\x1b[1;5C\x1b[1;3D\x1b[1;2A", "ctrl-right alt-left shift-up"],
  ["\x1bOc\x1bOd\x1b[a", "ctrl-right ctrl-left shift-up"],
  ["\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "home end home end home end"],
  ["\x1b[1;5H\x1b[1;5F", "ctrl-home ctrl-end"],
  ["\x1b[2~\x1b[3~\x1b[5~\x1b[6~", "insert delete pageup pagedown"],
  ["\x1b[3;5~\x1b[3^", "ctrl-delete ctrl-delete"],
  ["\x1bOP\x1b[11~\x1b[[A\x1b[24~\x1b[17~", "f1 f1 f1 f12 f6"],
  ["\x1bb\x1bf\x1bd\x1b<\x1b>\x1b_\x1bP", "alt-b alt-f alt-d alt-< alt-> alt-_ alt-p"],
  ["\x1bé", "alt-é"],
  ["\x1b", "escape"],
  ["\x1b\x1b", "escape escape"],
  ["\x1b[", "alt-["],
  ["\x1b\x1b[D\x1b\x1bOC", "alt-left alt-right"],
  ["\x1b[97;5u\x1b[97;3u\x1b[97u\x1b[97;2u", 'ctrl-a alt-a "aA"'],
  ["\x1b[99;5:1u\x1b[99;5:3u", "ctrl-c"],
  ["\x1b[27;5;99~", "ctrl-c"],
  ["\x1bOp\x1bOk\x1bOM", '"0+" enter'],
  ["\x1b[<0;10;5M\x1b[<0;10;5m", "mouse mouse"],
  ["\x1b[M !!x", 'mouse "x"'],
  ["\x1b]11;rgb:0000/0000/0000\x07a", 'report "a"'],
  ["\x1b]11;rgb:0000/0000/0000\x1b\\a", 'report "a"'],
  ["\x1bP1$r0m\x1b\\a", 'report "a"'],
  ["\x1b[12;40Ra", 'report "a"'],
  ["\x1b[?1;2ca\x1b[?2026;2$yb", 'report "a" report "b"'],
  ["\x1b[I\x1b[O", "report report"],
  ["\x1b[200~a\r\nb\rc\n\td\x1b[31me\x1b[201~f", '"a\\nb\\nc\\n\\td[31mef"'],
  ["\x1b[200~\x1b[201~x", '"x"'],
];

Deno.test("KeyDecoder names the keys that terminals send", () => {
  for (const [sent, keys] of CASES) assert.equal(decode(sent), keys, JSON.stringify(sent));
});

Deno.test("KeyDecoder gives the same keys when every byte comes alone", () => {
  for (const [sent, keys] of CASES) {
    const decoder = new KeyDecoder();
    const got: Key[] = [];
    for (const [index, byte] of bytes(sent).entries()) got.push(...decoder.feed(Uint8Array.of(byte), index * 40));
    if (decoder.patience !== undefined) got.push(...decoder.flush());
    // Pieces of one run of characters are as good as the run.
    const joined = spell(got).replaceAll('"" ', "").replaceAll(' ""', "");
    assert.equal(joined, keys, JSON.stringify(sent));
  }
});

Deno.test("KeyDecoder gives the same keys wherever a read is cut in two", () => {
  for (const [sent, keys] of CASES) {
    const all = bytes(sent);
    for (let at = 1; at < all.length; at++) {
      const decoder = new KeyDecoder();
      const got = [...decoder.feed(all.subarray(0, at), 0), ...decoder.feed(all.subarray(at), 40)];
      if (decoder.patience !== undefined) got.push(...decoder.flush());
      assert.equal(spell(got), keys, `${JSON.stringify(sent)} cut at ${at}`);
    }
  }
});

Deno.test("KeyDecoder waits 50 ms for what may follow ESC, longer for an answer, not at all when nothing is open", () => {
  const decoder = new KeyDecoder();
  decoder.feed(bytes("a"), 0);
  assert.equal(decoder.patience, undefined);
  decoder.feed(bytes("\x1b"), 0);
  assert.equal(decoder.patience, 50);
  assert.equal(spell(decoder.flush()), "escape");
  decoder.feed(bytes("\x1b]11;rgb:00"), 0);
  assert.equal(decoder.patience, 500);
  decoder.flush();
  decoder.feed(bytes("\x1b[200~select"), 0);
  assert.equal(decoder.patience, undefined);
  assert.equal(spell(decoder.flush()), "");
  assert.equal(spell(decoder.feed(bytes(" 1\x1b[201~"), 0)), '"select 1"');
});

Deno.test("KeyDecoder counts a read with text after an Enter as a paste", () => {
  const decoder = new KeyDecoder();
  const keys = decoder.feed(bytes("SELECT 1;\r\tSELECT 2;\r"), 0);
  assert.deepEqual(keys.map((key) => [key.name, key.text]), [["paste", "SELECT 1;\n\tSELECT 2;\n"]]);
  assert.equal(spell(decoder.feed(bytes("\r"), 100)), "enter");
});

Deno.test("KeyDecoder takes what follows a long read at once as the rest of a paste", () => {
  const decoder = new KeyDecoder();
  const line = "SELECT 1; ".repeat(200);
  assert.deepEqual(decoder.feed(bytes(line), 0).map((key) => key.name), ["paste"]);
  assert.deepEqual(decoder.feed(bytes(" 2;\r"), 3).map((key) => key.name), ["paste"]);
  assert.deepEqual(decoder.feed(bytes(" 3;\r"), 60).map((key) => key.name), ["text", "enter"]);
});

Deno.test("KeyDecoder takes what follows a paste in the same read as pasted, so that an end marker in it runs nothing", () => {
  const keys = new KeyDecoder().feed(bytes("\x1b[200~a\x1b[201~; DROP TABLE b;\r\x1b[201~"), 0);
  assert.deepEqual(keys.map((key) => [key.name, key.text]), [
    ["paste", "a"],
    ["paste", "; DROP TABLE b;\n"],
    ["unknown", undefined],
  ]);
});

Deno.test("KeyDecoder lets Ctrl-C through when it comes with a paste", () => {
  const keys = new KeyDecoder().feed(bytes("a\rb\x03"), 0);
  assert.deepEqual(keys.map(keyId), ["paste", "ctrl-c"]);
});

Deno.test("KeyDecoder refuses a paste that is too long and tells its length", () => {
  const decoder = new KeyDecoder();
  const block = bytes("x".repeat(60_000));
  decoder.feed(bytes("\x1b[200~"), 0);
  for (let i = 0; i < 17; i++) assert.deepEqual(decoder.feed(block, i), []);
  const [key, next] = decoder.feed(bytes("\x1b[201~y"), 20);
  assert.equal(key?.text, "");
  assert.equal(key?.refused, 17 * 60_000);
  assert.ok(17 * 60_000 > MAX_PASTE);
  assert.equal(next?.text, "y");
});

Deno.test("KeyDecoder never throws and keeps what follows, whatever bytes come", () => {
  let seed = 7;
  const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
  const alphabet = "\x1b\x1b[O]P;:<?0123~umMABRZ$^\x07\\\x00\x7fé漢";
  for (let round = 0; round < 2_000; round++) {
    const noise = Array.from({ length: 12 }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
    const decoder = new KeyDecoder();
    decoder.feed(bytes(noise), 0);
    decoder.flush();
    const after = decoder.feed(bytes("q"), 1_000);
    const bracketed = noise.includes("\x1b[200~");
    if (!bracketed) assert.match(spell(after), /q/, JSON.stringify(noise));
  }
});
