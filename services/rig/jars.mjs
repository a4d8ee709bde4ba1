import { join } from 'node:path';

import { dependencyPlugin } from '../versions.mjs';
import { fillFolder } from './fill-folder.mjs';
import { cacheFolder } from './folders.mjs';
import { runProgram } from './run-program.mjs';

/** Folder of the jars that the service's `pom.xml` names, for one version. */
export function jarFolder(instance) {
  return join(cacheFolder, jarsOf(instance), instance.version);
}

/** Fetches the jars through Maven unless the cache has them. */
export function fetchJars(instance) {
  const pom = join(import.meta.dirname, '..', jarsOf(instance), 'pom.xml');
  return fillFolder(jarFolder(instance), async (folder) => {
    process.stderr.write(`${instance.id}: fetching its jars through Maven\n`);
    await runProgram('mvn', [
      ...['--batch-mode', '--no-transfer-progress', '--strict-checksums', '--quiet', '--file', pom],
      `${dependencyPlugin}:copy-dependencies`,
      ...[`-Dserver.version=${instance.version}`, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`],
    ]);
  });
}

function jarsOf({ service, serviceName }) {
  return service.jarsOf ?? serviceName;
}
