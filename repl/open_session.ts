/** The session that the program works in: the engine with everything that is built in. */
import { CONNECTORS } from "../connectors/mod.ts";
import { type ProcessEnvironment, processEnvironment } from "../engine/environment.ts";
import { Session } from "../engine/session.ts";
import { FORMATS } from "../schema/formats/mod.ts";
import type { Program } from "./main.ts";
import { writeAll } from "./write_all.ts";

export interface OpenedSession extends AsyncDisposable {
  readonly session: Session;
  readonly environment: ProcessEnvironment;
}

/** A session with everything that is built in. `dir` undefined: nothing is read or saved. */
export async function openSession(
  program: Program,
  options: {
    readonly dir: string | undefined;
    readonly saving: boolean;
    readonly interactive: boolean;
    /** Name of its pipelines. */
    readonly pipeline?: string | undefined;
    /** Takes what is to be said of the saved catalog. */
    readonly notice?: (text: string) => void;
  },
): Promise<OpenedSession> {
  const environment = processEnvironment(options.dir, (bytes) => writeAll(bytes, program.stdout));
  const session = await Session.open({
    environment,
    connectors: CONNECTORS,
    formats: FORMATS,
    catalogFile: options.dir === undefined ? undefined : `${options.dir}/catalog.sql`,
    saving: options.saving,
    interactive: options.interactive,
    pipeline: options.pipeline,
    resetState: program.flags.resetState,
    onNotice: options.notice ?? program.notice,
    functionNet: program.flags.functionNet,
  }, options.notice ?? program.notice);
  return {
    session,
    environment,
    async [Symbol.asyncDispose]() {
      await session.close();
      await environment.close();
    },
  };
}
