/** What any schema registry must do with us and with others: run by `main.ts` against ours and against Apicurio. */
import { expectations } from "./registry/expectations.ts";
import { readRegistryTarget } from "./registry/target.ts";
import "./registry/other_clients.ts";

expectations(() => Promise.resolve(readRegistryTarget()));
