import { join } from 'node:path';

import { fillFolder } from '../rig/fill-folder.mjs';
import { cacheFolder } from '../rig/folders.mjs';
import { runProgram } from '../rig/run-program.mjs';

const MODULE = 'github.com/apache/beam/sdks/v2/go/cmd/prism';

/** Beam's Prism, a portable runner in one process. It listens on every address of the machine: there is no option. */
export const prism = {
  portNames: ['job'],
  readyLine: /Serving JobManagement/,
  startWithinMs: 60_000,
  stopWithinMs: 5_000,

  /** Builds it: two to three minutes of two cores. */
  fetch(instance) {
    return fillFolder(binFolder(instance), async (folder) => {
      process.stderr.write(`${instance.id}: building it with Go, which takes some minutes\n`);
      await runProgram('go', ['install', `${MODULE}@v${instance.version}`], { env: { GOBIN: folder } });
    });
  },

  serverCommand: (instance) => ({
    file: join(binFolder(instance), 'prism'),
    args: [`-job_port=${instance.ports.job}`, '-serve_http=false', '-log_kind=text'],
  }),

  clientCommand: (instance, args) => ({ file: join(binFolder(instance), 'prism'), args }),

  environment: (instance) => ({
    WEIR_PRISM_ENDPOINT: `127.0.0.1:${instance.ports.job}`,
    WEIR_PRISM_BIN: binFolder(instance),
  }),
};

function binFolder({ version }) {
  return join(cacheFolder, 'prism', version);
}
