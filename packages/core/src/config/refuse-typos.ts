import { WeirError } from '../errors/weir-error.js';
import { nearest } from './nearest.js';
import type { Parameters } from './parameters.js';

/** How many letters a key may be away from a known one and still be taken for a typo. */
const typoDistance = 2;

/**
 * Refuses parameters that are one or two letters away from a known key: as a parameter of the user's own such a key
 * would do nothing, in silence. Every other unknown key is the user's.
 *
 * @param known full names of the keys that Weir reads in this job
 * @throws CONFIG_UNKNOWN_KEY
 */
export function refuseTypos(parameters: Parameters, known: readonly string[]): void {
  for (const [key, { origin }] of parameters.entries()) {
    if (known.includes(key) || !key.includes('.')) continue;
    const suggestion = nearest(key, known, typoDistance);
    if (suggestion === undefined) continue;
    throw new WeirError('CONFIG_UNKNOWN_KEY', `${key} (${origin}) is not a known key. Did you mean ${suggestion}?`, {
      details: { key, nearest: suggestion },
    });
  }
}
