// The certificate and key that the daemon listens with, from files. `server.ts` reads them when it starts, and again when it is told
// to; `serve` reads them before it takes over a config.

import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { describeThrown, HookloomError } from "../foundation/errors.ts";

/** Paths of PEM files. */
export interface TlsPaths {
  /** The server's certificate, then those between it and the one that clients trust. */
  readonly tlsCert: string;
  /** Its private key, without a passphrase. */
  readonly tlsKey: string;
}

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** When the certificate ends, in milliseconds since 1970. */
  readonly validUntilMs: number;
  /** Whether it is for a name or an address. */
  readonly isFor: (host: string) => boolean;
}

/** Reads both. @throws HookloomError TLS_FILES_INVALID */
export function readTlsFiles({ tlsCert, tlsKey }: TlsPaths): TlsFiles {
  const cert = readText(tlsCert, "certificate");
  const key = readText(tlsKey, "key");
  const certificate = parseCertificate(cert, tlsCert);
  if (!certificate.checkPrivateKey(parseKey(key, tlsKey))) {
    throw invalid(tlsKey, `is not the key of the certificate ${tlsCert}`);
  }
  return {
    cert,
    key,
    validUntilMs: certificate.validToDate.getTime(),
    isFor: (host) => (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined,
  };
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    const isMissing = (thrown as NodeJS.ErrnoException).code === "ENOENT";
    throw invalid(
      path,
      isMissing ? `is not there; it should hold the ${what}` : `cannot be read: ${describeThrown(thrown)}`,
      thrown,
    );
  }
}

function parseCertificate(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (thrown) {
    const isKey = pem.includes("PRIVATE KEY-----");
    throw invalid(
      path,
      isKey ? "holds a private key where the certificate should be" : "holds no certificate in PEM format",
      thrown,
    );
  }
}

function parseKey(pem: string, path: string): KeyObject {
  if (pem.includes("ENCRYPTED")) throw invalid(path, "is protected by a passphrase, which nobody could enter at every start");
  try {
    return createPrivateKey(pem);
  } catch (thrown) {
    const isCertificate = pem.includes("BEGIN CERTIFICATE");
    throw invalid(
      path,
      isCertificate ? "holds a certificate where the key should be" : "holds no private key in PEM format",
      thrown,
    );
  }
}

function invalid(path: string, what: string, cause?: unknown): HookloomError {
  return new HookloomError("TLS_FILES_INVALID", `${path} ${what}.`, { details: { path }, cause });
}
