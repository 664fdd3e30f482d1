/** Whether a proposed statement is carried out. */

export type Answer =
  | { readonly kind: "yes" }
  | { readonly kind: "no" }
  /** This statement instead. */
  | { readonly kind: "edited"; readonly text: string };

/** Shows a proposed statement (with `;`; secrets as they are) to whoever decides, and waits for the decision. */
export type Consent = (proposed: string) => Promise<Answer>;

/** Where nobody is asked. */
export const ALWAYS: Consent = () => Promise.resolve({ kind: "yes" });
