export const PROMPT = "sql> ";
