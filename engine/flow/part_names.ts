/** What parts of a pipeline are called. */
import { nodeLabel, textOf } from "../explain_node.ts";
import type { FlowPart } from "./flow.ts";

/** What a part does, in one line. */
export function labelOfPart({ node, predicates }: FlowPart): string {
  switch (node.kind) {
    case "rows":
      return "Result";
    case "memoryEnd":
      return `Memory table ${node.table}`;
    case "sink":
      return `Sink ${node.table}`;
    default:
      return predicates.length === 0 ? nodeLabel(node) : `Filter  ${predicates.map(textOf).join(" AND ")}`;
  }
}

/** In a word or two; undefined: a part that changes no number of rows, or that is told about otherwise. */
export function nameOfPart(node: FlowPart["node"]): string | undefined {
  switch (node.kind) {
    case "aggregate":
      return node.windowing === undefined ? "groups" : "windows";
    case "topN":
      return "top rows";
    case "limit":
      return "LIMIT";
    case "unnest":
      return "unnested";
    case "union":
      return "union";
    case "over":
      return "OVER";
    case "sort":
      return "sorted";
    case "invoke":
      return node.fn.name;
    case "assignWindow":
      return node.window.kind === "tumble" ? undefined : "windows";
    case "memory":
      return node.table;
    case "values":
      return "VALUES";
    default:
      return undefined;
  }
}
