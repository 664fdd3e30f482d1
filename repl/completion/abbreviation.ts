/** `rn` for `row_number`, `total` for `order_totals`: what people shorten names to. */

const SEPARATOR = /[^\p{L}\p{N}]/u;

/**
 * How far `typed` is from `name`, both in lower case: the number of words that it skips or cuts. Each piece of it begins a
 * word of the name, in their order. Undefined when it is no abbreviation.
 */
export function abbreviation(typed: string, name: string): number | undefined {
  const starts = wordStarts(name);
  return fewestCuts(typed, name, starts, 0);
}

function fewestCuts(typed: string, name: string, starts: readonly number[], from: number): number | undefined {
  for (let word = from; word < starts.length; word++) {
    const start = starts[word] ?? 0;
    for (let length = sharedLength(typed, name, start); length > 0; length--) {
      if (length === typed.length) return word - from;
      const rest = fewestCuts(typed.slice(length), name, starts, word + 1);
      if (rest !== undefined) return word - from + 1 + rest;
    }
  }
  return undefined;
}

function sharedLength(typed: string, name: string, start: number): number {
  let length = 0;
  while (length < typed.length && typed[length] === name[start + length]) length++;
  return length;
}

function wordStarts(name: string): number[] {
  const starts: number[] = [];
  for (let at = 0; at < name.length; at++) {
    if (!SEPARATOR.test(name[at] ?? "") && (at === 0 || SEPARATOR.test(name[at - 1] ?? ""))) starts.push(at);
  }
  return starts;
}
