/** The session of an agent, which takes the ten seconds of its query: beside the others, not behind them. */
import { AGENT } from "./sessions.ts";
import { assertShown } from "./shown.ts";

Deno.test(`the documentation shows the session "${AGENT.name}" as it is`, () => assertShown(AGENT));
