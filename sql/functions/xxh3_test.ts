import { deepEqual } from "node:assert/strict";
import { xxh3 } from "./xxh3.ts";

/** `i * 7 + 3` modulo 256, of each class of lengths: what the reference implementation gives. */
const KNOWN: readonly (readonly [number, string])[] = [
  [0, "99aa06d3014798d86001c324468d497f"],
  [1, "22bbb76b211a39ba13e608bc156defed"],
  [2, "a6b9dd53b14487221c9074b93943b86c"],
  [3, "ce31763cbf8245a5a9088dda485b481c"],
  [4, "47197970590746b1788a609154b0fe20"],
  [5, "5787f33cbc36d4c8d3497975144f78a7"],
  [8, "e3bc8a5f461715553cd024e3d63a1588"],
  [9, "c72c88247a9a56d7eafab1c7f123109f"],
  [13, "c276409ccf0581183f9cf13702de5766"],
  [16, "ce0b9647ab24f88460d75c5e47d40a24"],
  [17, "bfd327edcc2fbd12eeed7654312a26d7"],
  [32, "4f130f27ab6baf45d761fd22e8ad5262"],
  [33, "d15b272993d9830f4193c535612ac940"],
  [64, "fed953fe6a8b2b63aa549d72c69cd267"],
  [100, "2207ed96998d91f20cc97f05750182b2"],
  [128, "1b1962a096bac78bc580008b6c92ac53"],
  [129, "293e4968c4619023bd91ce7ace4d385b"],
  [150, "3e0f824988e34ff77375ab81a05e450b"],
  [200, "32200a52a918beaf380142cdd5843bbd"],
  [240, "ad46c1021b076bc704e0b5f034bee80b"],
  [241, "ac6c3492c3d6b45d8beadd3a8874fe17"],
  [300, "55dbf83207efb80dfd9aa0f0d62e0227"],
  [512, "1af3d0367ba5a0c4f58202b8d9019d1d"],
  [1024, "18bc0eaca9a336369b81661c641c72b1"],
  [1025, "bf447251cfa98d7c806c2072ed713576"],
  [1088, "3d034f977992699d2f8781e01841f0da"],
  [2048, "f81f6e8f418d8075abe604813ba62ed1"],
  [3000, "2f8842a022466a4fc89178bb873c6b3d"],
];

Deno.test("xxh3 gives what the reference implementation gives, for every class of lengths", () => {
  const input = Uint8Array.from({ length: 3000 }, (_, i) => i * 7 + 3);
  const hashes = KNOWN.map(([length]) => [length, xxh3(input.subarray(0, length)).toHex()]);
  deepEqual(hashes, KNOWN);
});
