import { SqlError } from "../schema/errors.ts";
import { type Option, parsedOption } from "../schema/options.ts";
import type { Direction } from "../schema/table.ts";

/** `type` of tables that can be read and written. */
export const TYPE_OPTION: Option<Direction> = parsedOption(
  "Whether the table is only read or only written",
  "source, sink",
  "both",
  (text): Direction => {
    const type = text.toLowerCase();
    if (type === "source" || type === "sink") return type;
    throw new SqlError("type must be one of 'source' or 'sink'", { code: "bad_option" });
  },
  ["source", "sink"],
);
