import { join } from 'node:path';

import { jarFolder } from './jars.mjs';

// The serial collector and the first compiler only: these servers live for a test, so start time counts.
const SHORT_LIVED = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/**
 * A command that runs `main`, a class or a single source file, with the service's jars and, before them, the
 * configuration in `classpath`.
 */
export function javaCommand(instance, { main, args = [], flags = [], classpath = [] }) {
  const path = [...classpath, join(jarFolder(instance), '*')].join(':');
  return { file: 'java', args: [...SHORT_LIVED, ...flags, '-cp', path, main, ...args] };
}
