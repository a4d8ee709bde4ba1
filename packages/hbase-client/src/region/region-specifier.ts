import type { RegionSpecifier } from '../protocol/messages.js';

/** `RegionSpecifierType.REGION_NAME` */
const REGION_NAME = 1;

/** Names a region to the server that has it. */
export function regionSpecifier(name: Buffer): RegionSpecifier {
  return { type: REGION_NAME, value: name };
}
