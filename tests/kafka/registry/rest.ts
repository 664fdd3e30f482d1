/** A registry's interface without a client of anybody's, and names that no other test uses. */
import assert from "node:assert/strict";

/** What is answered, as far as nobody has said what it must be. */
export type Fields = Readonly<Record<string, unknown>>;

export interface Answered<Body = Fields> {
  readonly status: number;
  readonly body: Body;
}

export class Rest {
  constructor(readonly url: string, readonly headers: Readonly<Record<string, string>> = {}) {}

  get<Body = Fields>(path: string): Promise<Answered<Body>> {
    return this.#call("GET", path);
  }

  delete<Body = Fields>(path: string): Promise<Answered<Body>> {
    return this.#call("DELETE", path);
  }

  post<Body = Fields>(path: string, body: unknown): Promise<Answered<Body>> {
    return this.#call("POST", path, body);
  }

  put<Body = Fields>(path: string, body: unknown): Promise<Answered<Body>> {
    return this.#call("PUT", path, body);
  }

  /** The id of a schema that must be taken. */
  async register(subject: string, schema: unknown, more: Readonly<Record<string, unknown>> = {}): Promise<number> {
    const { status, body } = await this.post<{ readonly id: number }>(
      `/subjects/${encodeURIComponent(subject)}/versions`,
      {
        schema: textOf(schema),
        ...more,
      },
    );
    assert.equal(status, 200, JSON.stringify(body));
    return body.id;
  }

  async #call<Body>(method: string, path: string, body?: unknown): Promise<Answered<Body>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...this.headers,
        ...(body !== undefined && { "content-type": "application/vnd.schemaregistry.v1+json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: jsonOf(text) as Body };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A schema's text: JSON unless it is text already. */
export function textOf(schema: unknown): string {
  return typeof schema === "string" ? schema : JSON.stringify(schema);
}

export function newSubject(name = "s"): string {
  return `${name}-${crypto.randomUUID().slice(0, 8)}`;
}

export function record(...fields: readonly unknown[]): unknown {
  return { type: "record", name: "R", namespace: "shop", fields };
}
