import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { catalogue } from '../catalogue.mjs';
import { versions } from '../versions.mjs';
import { stateFolder } from './folders.mjs';
import { rememberedPorts } from './ports.mjs';

const REFERENCE = /^(?<serviceName>[a-z]+(-[a-z]+)*)(@(?<version>[\w.-]+))?(\+(?<name>[\w-]+))?$/;

/** Resolves `<service>[@version][+name]`, as `kafka`, `kafka@3.9.2` or `kafka@3.9.2+second`, to one server. */
export function resolveInstance(reference) {
  const { serviceName, version, name } = REFERENCE.exec(reference)?.groups ?? {};
  const pinned = versions[serviceName];
  if (!pinned) throw new Error(`unknown service "${reference}"; there are ${Object.keys(versions).join(', ')}`);
  if (version && !pinned.includes(version)) {
    throw new Error(`${serviceName} is pinned to ${pinned.join(', ')}, not ${version}: see services/versions.mjs`);
  }
  return createInstance(`${serviceName}@${version ?? pinned[0]}${name ? `+${name}` : ''}`);
}

/** `<service>@<version>` for everything in `versions.mjs`. */
export function pinnedReferences() {
  return Object.keys(catalogue).flatMap((service) => versions[service].map((version) => `${service}@${version}`));
}

/** Every instance that was ever started, running or not, also of versions that are no longer pinned. */
export function listInstances() {
  if (!existsSync(stateFolder)) return [];
  return readdirSync(stateFolder)
    .filter((entry) => entry.includes('@'))
    .map(createInstance);
}

/** `id` is the full reference and also the name of the folder: the same words always mean the same server and data. */
function createInstance(id) {
  const { serviceName, version } = REFERENCE.exec(id).groups;
  const folder = join(stateFolder, id);
  return {
    ...{ id, serviceName, version, folder, service: catalogue[serviceName] },
    // Read anew each time: another process may be the one that starts it.
    get ports() {
      return rememberedPorts(folder);
    },
  };
}
