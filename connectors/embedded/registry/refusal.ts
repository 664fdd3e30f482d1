/** What the registry says no with: an HTTP status, a code of the interface, and words. */

export class RegistryRefusal extends Error {
  constructor(readonly status: number, readonly code: number, message: string) {
    super(message);
    this.name = "RegistryRefusal";
  }
}

export const refusals = {
  noSubject: (subject: string) => new RegistryRefusal(404, 40401, `Subject '${subject}' not found.`),
  noVersion: (version: string | number) => new RegistryRefusal(404, 40402, `Version ${version} not found.`),
  noSchema: (id?: number) =>
    new RegistryRefusal(404, 40403, id === undefined ? "Schema not found" : `Schema ${id} not found`),
  subjectDeleted: (subject: string) =>
    new RegistryRefusal(404, 40404, `Subject '${subject}' was soft deleted; set permanent=true to delete it for good`),
  subjectNotDeleted: (subject: string) =>
    new RegistryRefusal(404, 40405, `Subject '${subject}' must be soft deleted before it can be deleted for good`),
  versionDeleted: (subject: string, version: number) =>
    new RegistryRefusal(
      404,
      40406,
      `Version ${version} of subject '${subject}' was soft deleted; set permanent=true to delete it for good`,
    ),
  versionNotDeleted: (subject: string, version: number) =>
    new RegistryRefusal(
      404,
      40407,
      `Version ${version} of subject '${subject}' must be soft deleted before it can be deleted for good`,
    ),
  noLevel: (subject: string) =>
    new RegistryRefusal(404, 40408, `Subject '${subject}' does not have subject-level compatibility configured`),
  noMode: (subject: string) =>
    new RegistryRefusal(404, 40409, `Subject '${subject}' does not have subject-level mode configured`),
  invalidSchema: (why: string) => new RegistryRefusal(422, 42201, `Invalid schema: ${why}`),
  invalidVersion: (version: string) =>
    new RegistryRefusal(
      422,
      42202,
      `The specified version '${version}' is not a valid version id: expected a number from 1 to 2^31-1, -1 or "latest"`,
    ),
  invalidLevel: (level: unknown, levels: readonly string[]) =>
    new RegistryRefusal(
      422,
      42203,
      `Invalid compatibility level ${JSON.stringify(level)}: expected one of ${levels.join(", ")}`,
    ),
  invalidMode: (mode: unknown, modes: readonly string[]) =>
    new RegistryRefusal(422, 42204, `Invalid mode ${JSON.stringify(mode)}: expected one of ${modes.join(", ")}`),
  readOnly: (subject: string) => new RegistryRefusal(422, 42205, `Subject ${subject} is in read-only mode`),
  referenced: (subject: string, version: number, by: readonly number[]) =>
    new RegistryRefusal(
      422,
      42206,
      `Version ${version} of subject '${subject}' is referred to by the schemas ${by.join(", ")}`,
    ),
  invalidSubject: (subject: string) => new RegistryRefusal(422, 42208, `The subject name '${subject}' is not valid`),
  incompatible: (subject: string, details: readonly string[]) =>
    new RegistryRefusal(
      409,
      409,
      `Schema being registered is incompatible with an earlier schema for subject "${subject}", details: [${
        details.join(", ")
      }]`,
    ),
} as const;
