import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '../..');
const userCache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');

/** Configuration, data and logs of every instance; safe to delete when all are stopped. */
export const stateFolder = resolve(process.env.WEIR_SERVICES_DIR || join(repository, '.services'));

/** The servers' jars; meant to survive between runs. */
export const cacheFolder = resolve(process.env.WEIR_SERVICES_CACHE || join(userCache, 'weir', 'services'));
