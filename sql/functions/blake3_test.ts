import { deepEqual } from "node:assert/strict";
import { blake3 } from "./blake3.ts";

/** `i * 7 + 3` modulo 256, cut to blocks and chunks: what the reference implementation gives. */
const KNOWN: readonly (readonly [number, string])[] = [
  [0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"],
  [1, "e1e0e81d6ea39b0cf8b86ffd440921011f57400cbc3f76a8a171906a9b8d7505"],
  [3, "e0d4b43e2edcbbbea40da6029dfa51b9153089348acfc9042b3d45ee13d017aa"],
  [63, "a22c060ad3a8f06a8942ce4ed7e40a1f9c4e65d722ce6cf2031807da6422564d"],
  [64, "5be24e499b8524251b3c29a2bf64c6311f06d1ed45b6dbd0fc7969ca1d40a8a1"],
  [65, "cbcd89c7de15737fb8c79ac39071fdf430dfa7cb771d140c0e5368200eb45a61"],
  [128, "40b4379f467b50fbdc82b8fce0eb3bec0c15bce6fc89d2eba1f8a5c1d037accd"],
  [1023, "b16a55436c00d72a5bbdeae4b0cfb08c88a9cf5aad4de867a4fd0f4526afa8c7"],
  [1024, "e3f027f2c0380f4ee59b4213e5bbfc65e5158b27196bb5ea63453a2cbc47a888"],
  [1025, "afd7cf3dec77579ce5aaab21256350d354ca4caaef56e897405771d6bb4c0c93"],
  [2048, "c29fc14369d8d5eb92f6d336fc25e6b63f19581bdaf85e2f9fad596471ff7b85"],
  [2049, "d736dbbf1f550c4cd458ff02c3af3a8e427fc8caaf907a883266e0922443864a"],
  [3072, "89e3f12e85474d13732caccc7bcfffc8f0f98f74e4bdf5e83aa83f06c980ba0c"],
  [3073, "6c58dfee5781100f99221c6bd7161d0378c0f8ea223c64b30bf7581085de8b5c"],
  [4096, "9e3a7ccd40e77a7060d87c025e1a98d250a2911c7c3e5c2f0d99f1232701750e"],
  [5000, "99dac71e48bb629da58fe862e286769ac5a0debf976c22bdba71cd34e4c25aa6"],
  [8192, "f5ef5e2c6912ded4e8f695eaf80634afb47bba83c51dc6708eed91cfafb9d2fe"],
  [8193, "c9b4555444dc857c86dd221f7c6752aa52e85c1f304a0a4954a256168d290883"],
];

Deno.test("blake3 gives what the reference implementation gives, also at the ends of blocks and chunks", () => {
  const input = Uint8Array.from({ length: 9000 }, (_, i) => i * 7 + 3);
  const hashes = KNOWN.map(([length]) => [length, blake3(input.subarray(0, length)).toHex()]);
  deepEqual(hashes, KNOWN);
});
