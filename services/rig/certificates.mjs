import { join } from 'node:path';

import { fillFolder } from './fill-folder.mjs';
import { runProgram } from './run-program.mjs';

/** Password of the key store; it protects nothing, but Java insists on one. */
export const KEY_STORE_PASSWORD = 'weir-services';

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-days', '3650'];

/**
 * The instance's files for TLS: `ca` (PEM, for clients), `certificate` and `key` (PEM) of a server on 127.0.0.1 and
 * localhost, and `keyStore`, the last two as PKCS #12.
 */
export function certificateFiles(instance) {
  return filesIn(folderOf(instance));
}

/** Creates a certificate authority of the instance's own and a server certificate signed by it, unless they exist. */
export function createCertificates(instance) {
  return fillFolder(folderOf(instance), async (folder) => {
    const { ca, caKey, certificate, key, keyStore } = filesIn(folder);
    await openssl('req', '-x509', ...NEW_KEY, '-subj', '/CN=CA of the services rig', '-keyout', caKey, '-out', ca);
    await openssl(
      ...['req', '-x509', ...NEW_KEY, '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ...['-addext', 'basicConstraints=critical,CA:FALSE', '-CA', ca, '-CAkey', caKey],
      ...['-keyout', key, '-out', certificate],
    );
    await openssl(
      ...['pkcs12', '-export', '-in', certificate, '-inkey', key, '-certfile', ca, '-name', 'server'],
      ...['-passout', `pass:${KEY_STORE_PASSWORD}`, '-out', keyStore],
    );
  });
}

function folderOf(instance) {
  return join(instance.folder, 'tls');
}

function filesIn(folder) {
  return {
    ca: join(folder, 'ca.crt'),
    caKey: join(folder, 'ca.key'),
    certificate: join(folder, 'server.crt'),
    key: join(folder, 'server.key'),
    keyStore: join(folder, 'server.p12'),
  };
}

function openssl(...args) {
  return runProgram('openssl', args);
}
