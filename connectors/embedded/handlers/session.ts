/** ApiVersions, SaslHandshake, SaslAuthenticate: what a client asks before anything else. */
import { API } from "../../kafka/protocol/api.ts";
import { ERROR } from "../../kafka/protocol/error_codes.ts";
import { type Route, route } from "../router.ts";

/** `offered` lists all routes, these included. */
export function sessionRoutes(offered: () => Iterable<Route>): Route[] {
  return [
    route(API.ApiVersions, () => ({ errorCode: ERROR.NONE, apiKeys: apiKeys(offered()) })),
    // librdkafka takes a broker without SaslHandshake v0 for one without SASL.
    route(API.SaslHandshake, ({ mechanism }, { version, session: { login } }) => {
      const known = login.begin(mechanism);
      login.bareTokens = known && version === 0;
      return { errorCode: known ? ERROR.NONE : ERROR.UNSUPPORTED_SASL_MECHANISM, mechanisms: login.mechanisms };
    }),
    route(API.SaslAuthenticate, ({ authBytes }, { session: { login } }) => {
      const step = login.step(authBytes);
      if (step && step.kind !== "failed") {
        return { errorCode: ERROR.NONE, errorMessage: null, authBytes: step.token };
      }
      return {
        errorCode: step ? ERROR.SASL_AUTHENTICATION_FAILED : ERROR.ILLEGAL_SASL_STATE,
        errorMessage: step?.message ?? "SaslAuthenticate request received without a SaslHandshake",
        authBytes: new Uint8Array(0),
      };
    }),
  ];
}

export function apiKeys(offered: Iterable<Route>): { apiKey: number; minVersion: number; maxVersion: number }[] {
  return [...offered]
    .map(({ api, advertised }) => ({ apiKey: api.key, minVersion: advertised.min, maxVersion: advertised.max }))
    .sort((one, other) => one.apiKey - other.apiKey);
}
