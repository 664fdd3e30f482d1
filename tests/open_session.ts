/** Sessions for tests: every connector and format, no catalog file, so that nothing outlives them. */
import type { Environment } from "../connectors/connector.ts";
import { CONNECTORS } from "../connectors/mod.ts";
import { Session, type SessionOptions } from "../engine/session.ts";
import { FORMATS } from "../schema/formats/mod.ts";

/** A process without a folder and without variables, in which no time passes. */
export const STILL: Environment = {
  dir: undefined,
  env: () => undefined,
  now: () => 0,
  stdout: () => {},
  onClose: () => {},
};

/** A session that a person watches in {@link STILL}; `options` say otherwise. */
export function openTestSession(options: Partial<SessionOptions> = {}): Promise<Session> {
  return Session.open({
    environment: STILL,
    connectors: CONNECTORS,
    formats: FORMATS,
    catalogFile: undefined,
    saving: false,
    interactive: true,
    ...options,
  });
}
