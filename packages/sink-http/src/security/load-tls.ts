import { readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { describeError, WeirError } from '@weir/core';
import type { TlsOptions } from '../options/security-options.js';

function readPem(key: string, path: string | undefined): Buffer | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (cause) {
    throw invalid(key, `cannot read ${path}: ${describeError(cause)}`, cause);
  }
}

function invalid(key: string, problem: string, cause: unknown): WeirError {
  return new WeirError('CONFIG_INVALID_VALUE', `${key}: ${problem}. Correct the file or the key.`, {
    cause,
    details: { key },
  });
}

/**
 * Reads the files of `tls`; undefined when there are none, so that Node's own context serves.
 *
 * @param prefix under which the keys stand, for messages
 * @throws CONFIG_INVALID_VALUE when a file cannot be read, or is not what it should be
 */
export function loadSecureContext(tls: TlsOptions, prefix: string): SecureContext | undefined {
  const ca = readPem(`${prefix}.tls.ca`, tls.ca);
  const cert = readPem(`${prefix}.tls.cert`, tls.cert);
  const key = readPem(`${prefix}.tls.key`, tls.key);
  if (ca === undefined && cert === undefined) return undefined;
  // A file without a certificate would be taken, and trust nobody.
  if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----')) {
    throw invalid(`${prefix}.tls.ca`, `${tls.ca ?? ''} holds no certificate in PEM`, undefined);
  }
  try {
    return createSecureContext({
      // What is given takes the place of what Node has built in, unless that is given too.
      ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
      ...(cert !== undefined && { cert, key, passphrase: tls.passphrase?.reveal() }),
    });
  } catch (cause) {
    throw invalid(`${prefix}.tls`, `the files make no TLS context (${describeError(cause)})`, cause);
  }
}
