/** JSON objects of a sample: their common shape, and the texts of some members one by one. */
import { BadValue, JsonCursor } from "../formats/json_cursor.ts";
import { JsonShape, newBudget } from "./json_shape.ts";

/** Where one object lies: `bytes[start, end)`. */
export interface JsonObject {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Of its record, in milliseconds since the epoch. */
  readonly timestamp: number;
}

/** What all objects have in common. Values that are none are left out. */
export function shapeOf(objects: readonly JsonObject[]): JsonShape {
  const shape = new JsonShape();
  const budget = newBudget();
  for (const object of objects) {
    const { timestamp } = object;
    onObject(object, (cursor) => shape.observe(cursor, { timestamp, budget }));
  }
  return shape;
}

/** The texts of members that are texts or numbers, by name and object; undefined: the object has none such. */
export function memberTexts(
  objects: readonly JsonObject[],
  names: readonly string[],
): ReadonlyMap<string, readonly (string | undefined)[]> {
  const texts = new Map(names.map((name) => [name, new Array<string | undefined>(objects.length)]));
  for (const [index, object] of objects.entries()) {
    onObject(object, (cursor) =>
      cursor.object((key) => {
        const of = texts.get(key);
        if (of === undefined) return cursor.skipValue(1);
        const byte = cursor.peek();
        if (byte === QUOTE) of[index] = cursor.text();
        else if (byte === MINUS || (byte >= ZERO && byte <= NINE)) of[index] = cursor.number();
        else cursor.skipValue(1);
      }, 0));
  }
  return texts;
}

const QUOTE = 34;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;

function onObject({ bytes, start, end }: JsonObject, read: (cursor: JsonCursor) => void): void {
  const cursor = new JsonCursor();
  cursor.bytes = bytes;
  cursor.over(start, end);
  if (cursor.peek() !== OPEN_OBJECT) return;
  try {
    read(cursor);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error; // a lone surrogate, which only a reader of texts sees
  }
}

const OPEN_OBJECT = 123;
