/**
 * The vocabulary in which `messages/` describes Kafka's messages. A description is the wire format (the order of the keys is
 * the order on the wire), the versions of every field, and, by inference, the TypeScript type of the message.
 */
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/**
 * Both directions of one type. `Out` is what a decoder yields: complete, absent fields have their defaults. `In` is what an
 * encoder accepts: fields with a default may be left out.
 */
export interface Type<Out, In = Out> {
  read(from: Reader): Out;
  write(to: Writer, value: In): void;
}

/** A field that only some versions carry (both ends inclusive); `fallback` stands for it in the others. */
export interface Versioned<Out, In = Out> {
  readonly type: Type<Out, In>;
  readonly first: number;
  readonly last: number;
  readonly fallback: Out;
}

// deno-lint-ignore ban-types -- `& {}` flattens an intersection into one readable type
type Flatten<T> = { [K in keyof T]: T[K] } & {};
type Fields = Readonly<Record<string, Type<unknown, never> | Versioned<unknown, never>>>;
type OutOf<F> = F extends Versioned<infer Out, infer _> ? Out : F extends Type<infer Out, infer _> ? Out : never;
type InOf<F> = F extends Versioned<infer _, infer In> ? In : F extends Type<infer _, infer In> ? In : never;
type VersionedKeys<F> = { [K in keyof F]: F[K] extends Versioned<unknown, never> ? K : never }[keyof F];

export type StructOut<F extends Fields> = Flatten<{ -readonly [K in keyof F]: OutOf<F[K]> }>;
export type StructIn<F extends Fields> = Flatten<
  & { readonly [K in Exclude<keyof F, VersionedKeys<F>>]: InOf<F[K]> }
  & { readonly [K in VersionedKeys<F> & keyof F]?: InOf<F[K]> }
>;

/** What decoding a described message yields. */
export type Decoded<T> = T extends Type<infer Out, infer _> ? Out : never;
/** What encoding a described message takes. */
export type Encodable<T> = T extends Type<infer _, infer In> ? In : never;

export const int8: Type<number> = { read: (from) => from.int8(), write: (to, value) => to.int8(value) };
export const int16: Type<number> = { read: (from) => from.int16(), write: (to, value) => to.int16(value) };
export const int32: Type<number> = { read: (from) => from.int32(), write: (to, value) => to.int32(value) };
export const int64: Type<number> = { read: (from) => from.int64(), write: (to, value) => to.int64(value) };
export const boolean: Type<boolean> = {
  read: (from) => from.int8() !== 0,
  write: (to, value) => to.int8(value ? 1 : 0),
};
/** 32 hexadecimal digits. */
export const uuid: Type<string> = { read: (from) => from.uuid(), write: (to, value) => to.uuid(value) };
export const NO_UUID = "00000000000000000000000000000000";

function present<T>(value: T | null, what: string): T {
  if (value === null) throw new RangeError(`null where ${what} must stand`);
  return value;
}

export const nullableString: Type<string | null> = {
  read: (from) => from.string(),
  write: (to, value) => to.string(value),
};
export const string: Type<string> = {
  read: (from) => present(from.string(), "a string"),
  write: (to, value) => to.string(value),
};
/** Decoded bytes are views into the message. */
export const bytes: Type<Uint8Array> = {
  read: (from) => present(from.blob(), "bytes"),
  write: (to, value) => to.blob(value),
};
/** Record batches one after another; a view into the message when decoded, several pieces are joined when encoded. */
export const records: Type<Uint8Array | null, Uint8Array | readonly Uint8Array[] | null> = {
  read: (from) => from.blob(),
  write: (to, value) => to.blob(value),
};

export function nullableArray<Out, In>(element: Type<Out, In>): Type<Out[] | null, readonly In[] | null> {
  return {
    read(from) {
      const length = from.arrayLength();
      if (length < 0) return null;
      const out: Out[] = [];
      for (let i = 0; i < length; i++) out.push(element.read(from));
      return out;
    },
    write(to, value) {
      if (value === null) return to.arrayLength(-1);
      to.arrayLength(value.length);
      for (const item of value) element.write(to, item);
    },
  };
}

export function array<Out, In>(element: Type<Out, In>): Type<Out[], readonly In[]> {
  const inner = nullableArray(element);
  return { read: (from) => present(inner.read(from), "an array"), write: inner.write };
}

export function struct<const F extends Fields>(fields: F): Type<StructOut<F>, StructIn<F>> {
  const list = Object.entries(fields).map(([name, field]) =>
    "type" in field
      ? {
        name,
        type: field.type as Type<unknown, unknown>,
        first: field.first,
        last: field.last,
        fallback: field.fallback,
      }
      : { name, type: field as Type<unknown, unknown>, first: 0, last: Infinity, fallback: undefined }
  );
  return {
    read(from) {
      const out: Record<string, unknown> = {};
      for (const field of list) {
        const carried = from.version >= field.first && from.version <= field.last;
        out[field.name] = carried ? field.type.read(from) : field.fallback;
      }
      from.skipTags();
      return out as StructOut<F>;
    },
    write(to, value) {
      const values: Readonly<Record<string, unknown>> = value;
      for (const field of list) {
        if (to.version < field.first || to.version > field.last) continue;
        const given = values[field.name];
        field.type.write(to, given === undefined ? field.fallback : given);
      }
      to.emptyTags();
    },
  };
}

/** A field that exists from version `first` on. */
export function since<Out, In>(first: number, type: Type<Out, In>, fallback: NoInfer<Out & In>): Versioned<Out, In> {
  return { type, first, last: Infinity, fallback };
}

/** A field that exists in versions `first` to `last`, both included. */
export function between<Out, In>(
  first: number,
  last: number,
  type: Type<Out, In>,
  fallback: NoInfer<Out & In>,
): Versioned<Out, In> {
  return { type, first, last, fallback };
}

/** A field of every version that an encoder may leave out. */
export function optional<Out, In>(type: Type<Out, In>, fallback: NoInfer<Out & In>): Versioned<Out, In> {
  return { type, first: 0, last: Infinity, fallback };
}
