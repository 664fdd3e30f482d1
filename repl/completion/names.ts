/** Names by kind: of what is defined, of what runs, of types. */
import type { Job } from "../../engine/job.ts";
import { LOCAL } from "../../engine/tables.ts";
import type { Catalog } from "../../schema/catalog.ts";
import { quoteIdentifier } from "../../sql/lexer.ts";
import type { Candidate } from "./candidates.ts";

const TYPES = [
  "BIGINT",
  "BOOLEAN",
  "BYTEA",
  "DATE",
  "DECIMAL",
  "DOUBLE",
  "INT",
  "INTERVAL",
  "JSON",
  "REAL",
  "SMALLINT",
  "TEXT",
  "TIME",
  "TIMESTAMP",
  "TINYINT",
];

export function tableCandidates(catalog: Catalog): Candidate[] {
  return catalog.tables().map(({ name, connector, options }) => ({
    text: quoteIdentifier(name),
    name,
    kind: "table",
    detail: connector,
    doc: placeOf(options.get("topic")?.value),
  }));
}

export function viewCandidates(catalog: Catalog): Candidate[] {
  return catalog.views().map(({ name }) => ({ text: quoteIdentifier(name), name, kind: "view", detail: "view" }));
}

export function connectionCandidates(catalog: Catalog): Candidate[] {
  return [
    { text: LOCAL, kind: "connection", detail: "embedded" },
    ...catalog.connections().map(({ name, connector }): Candidate => ({
      text: quoteIdentifier(name),
      name,
      kind: "connection",
      detail: connector,
    })),
  ];
}

export function userFunctionCandidates(catalog: Catalog): Candidate[] {
  return catalog.userFunctions().map(({ name }) => ({ text: quoteIdentifier(name), name, kind: "function" }));
}

/** Those that have not ended. */
export function jobCandidates(jobs: readonly Pick<Job, "id" | "state" | "text" | "ended">[]): Candidate[] {
  return jobs.filter(({ ended }) => !ended).map(({ id, state, text }) => ({
    text: String(id),
    kind: "job",
    detail: state,
    doc: text.replace(/\s+/g, " "),
  }));
}

export function typeCandidates(isLower: boolean): Candidate[] {
  return TYPES.map((text) => ({ text: isLower ? text.toLowerCase() : text, kind: "type" }));
}

function placeOf(topic: unknown): string | undefined {
  return typeof topic === "string" ? `topic ${topic}` : undefined;
}
