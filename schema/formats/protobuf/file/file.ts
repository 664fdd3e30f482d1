/** What is kept of a .proto file: names, numbers, types and simple options; no comments, no custom options. */

export interface ProtoFile {
  /** `proto2`, `proto3`, or the year of an edition. */
  readonly syntax: string;
  /** Empty: none. */
  readonly package: string;
  readonly imports: readonly ProtoImport[];
  readonly options: ProtoOptions;
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
  readonly services: readonly ProtoService[];
}

export interface ProtoImport {
  readonly path: string;
  readonly modifier: "" | "public" | "weak";
}

/** Names as in the file; values as they are written there: `"text"`, `true`, `SPEED`. */
export type ProtoOptions = Readonly<Record<string, string>>;

export interface ProtoMessage {
  readonly name: string;
  /** In the file's order. */
  readonly fields: readonly ProtoField[];
  /** Names, without those that stand for `optional` alone. */
  readonly oneofs: readonly string[];
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
  /** Both ends included. */
  readonly reserved: readonly (readonly [number, number])[];
  readonly reservedNames: readonly string[];
  readonly options: ProtoOptions;
}

export interface ProtoField {
  readonly name: string;
  readonly number: number;
  /** `optional` is what is written: proto3's fields without presence have no label. */
  readonly label: "" | "optional" | "required" | "repeated";
  readonly type: ProtoType;
  /** Of a map; `type` is that of its values. */
  readonly key?: string;
  readonly oneof?: string;
  readonly options: ProtoOptions;
}

/** A scalar by its name; a message or enum by its full name, which begins with a dot. */
export interface ProtoType {
  readonly kind: "scalar" | "message" | "enum";
  readonly name: string;
}

export interface ProtoEnum {
  readonly name: string;
  readonly values: readonly (readonly [name: string, number: number])[];
  readonly options: ProtoOptions;
}

export interface ProtoService {
  readonly name: string;
  readonly methods: readonly ProtoMethod[];
}

export interface ProtoMethod {
  readonly name: string;
  /** Full names, as {@link ProtoType}'s. */
  readonly input: string;
  readonly output: string;
  readonly clientStreaming: boolean;
  readonly serverStreaming: boolean;
}
