/** Errors of connectors as causes and cures. */

/** Causes that have names of their own, by the code of the error. */
const CAUSES: Readonly<Record<string, string>> = {
  authorization: "no_right",
  auth: "no_login",
  not_found: "missing_topic",
  out_of_range: "out_of_range",
  replaced_topic: "replaced_topic",
  unreachable: "unreachable",
  bad_record: "bad_record",
};

export function causeOf(code: string | undefined, otherwise: string): string {
  return CAUSES[code ?? ""] ?? otherwise;
}

/** The hint of an error, as findings say what to do. */
export function cureIn(hint: string | undefined): string | undefined {
  return hint?.replace(/\.$/, "");
}
