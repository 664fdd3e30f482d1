/** The cluster's own certificate authority and server certificate, kept in its folder. */
import { generate } from "selfsigned";

/** PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const YEAR_MS = 365 * 24 * 3600 * 1000;
const IP_ADDRESS = 7;
const DNS_NAME = 2;

/** Writes or reuses `ca.pem`, `server.pem` and `server-key.pem` in a folder. `ca` is the path that clients need. */
export async function certificateIn(folder: string): Promise<Certificate & { readonly ca: string }> {
  const ca = `${folder}/ca.pem`;
  const paths = { cert: `${folder}/server.pem`, key: `${folder}/server-key.pem` };
  try {
    const age = Date.now() - ((await Deno.stat(ca)).mtime?.getTime() ?? 0);
    if (age < YEAR_MS) {
      return { ca, cert: await Deno.readTextFile(paths.cert), key: await Deno.readTextFile(paths.key) };
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const made = await makeCertificates();
  await Deno.writeTextFile(paths.key, made.key, { mode: 0o600 });
  await Deno.writeTextFile(paths.cert, made.cert);
  await Deno.writeTextFile(ca, made.ca);
  return { ca, cert: made.cert, key: made.key };
}

async function makeCertificates(): Promise<Certificate & { readonly ca: string }> {
  const common = { keyType: "ec", algorithm: "sha256", notAfterDate: new Date(Date.now() + 2 * YEAR_MS) } as const;
  const authority = await generate([{ name: "commonName", value: "Sluice local cluster CA" }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: "commonName", value: "localhost" }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [{ type: DNS_NAME, value: "localhost" }, { type: IP_ADDRESS, ip: "127.0.0.1" }],
      },
    ],
  });
  return { ca: authority.cert, cert: server.cert, key: server.private };
}
