import { join } from 'node:path';

import { dependencyPlugin } from '../versions.mjs';
import { requireProgram } from './debian-packages.mjs';
import { fillFolder } from './fill-folder.mjs';
import { cacheFolder } from './folders.mjs';
import { runProgram } from './run-program.mjs';

/** Folder of the jars that the service's `pom.xml` names, for one version. */
export function jarFolder(instance) {
  return join(cacheFolder, jarsOf(instance), instance.version);
}

/** Fetches the jars through Maven unless the cache has them. */
export async function fetchJars(instance) {
  await requireProgram('java', ['openjdk-17-jdk-headless']);
  const pom = join(import.meta.dirname, '..', jarsOf(instance), 'pom.xml');
  await fillFolder(jarFolder(instance), async (folder) => {
    await requireProgram('mvn', ['maven']);
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
