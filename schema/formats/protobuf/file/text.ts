/** {@link ProtoFile} to text, always in the same form. */
import type { ProtoEnum, ProtoField, ProtoFile, ProtoMessage, ProtoOptions, ProtoService } from "./file.ts";

export function protoText(file: ProtoFile): string {
  const { syntax, package: name, imports, options } = file;
  const head = [
    /^proto[23]$/.test(syntax) ? `syntax = "${syntax}";` : `edition = "${syntax}";`,
    ...(name === "" ? [] : [`package ${name};`]),
  ];
  const sections = [
    head,
    imports.map(({ path, modifier }) => `import ${modifier === "" ? "" : `${modifier} `}"${path}";`),
    Object.entries(options).map(([name, value]) => `option ${name} = ${value};`),
    ...file.messages.map(messageLines),
    ...file.enums.map(enumLines),
    ...file.services.map(serviceLines),
  ];
  return sections.filter((lines) => lines.length > 0).map((lines) => `${lines.join("\n")}\n`).join("\n");
}

function messageLines(message: ProtoMessage): string[] {
  const { fields, reserved, reservedNames } = message;
  const oneofs = new Set<string>();
  const members = fields.flatMap((field) => {
    const { oneof } = field;
    if (oneof === undefined) return [fieldLine(field)];
    if (oneofs.has(oneof)) return [];
    oneofs.add(oneof);
    return block(`oneof ${oneof}`, fields.filter((other) => other.oneof === oneof).map(fieldLine));
  });
  const spans = reserved.map(([from, to]) => from === to ? `${from}` : `${from} to ${to >= 536_870_911 ? "max" : to}`);
  return block(`message ${message.name}`, [
    ...optionLines(message.options),
    ...(spans.length > 0 ? [`reserved ${spans.join(", ")};`] : []),
    ...(reservedNames.length > 0 ? [`reserved ${reservedNames.map((name) => `"${name}"`).join(", ")};`] : []),
    ...members,
    ...message.messages.flatMap(messageLines),
    ...message.enums.flatMap(enumLines),
  ]);
}

function fieldLine({ name, number, label, type, key, options }: ProtoField): string {
  const written = key === undefined ? type.name : `map<${key}, ${type.name}>`;
  const list = Object.entries(options).map(([option, value]) => `${option} = ${value}`);
  return `${label === "" ? "" : `${label} `}${written} ${name} = ${number}${
    list.length > 0 ? ` [${list.join(", ")}]` : ""
  };`;
}

function enumLines({ name, values, options }: ProtoEnum): string[] {
  return block(`enum ${name}`, [
    ...optionLines(options),
    ...values.map(([value, number]) => `${value} = ${number};`),
  ]);
}

function serviceLines({ name, methods }: ProtoService): string[] {
  const stream = (streams: boolean) => streams ? "stream " : "";
  return block(
    `service ${name}`,
    methods.map((method) =>
      `rpc ${method.name} (${stream(method.clientStreaming)}${method.input}) returns (${
        stream(method.serverStreaming)
      }${method.output});`
    ),
  );
}

function optionLines(options: ProtoOptions): string[] {
  return Object.entries(options).map(([name, value]) => `option ${name} = ${value};`);
}

function block(head: string, lines: readonly string[]): string[] {
  return [`${head} {`, ...lines.map((line) => `  ${line}`), "}"];
}
