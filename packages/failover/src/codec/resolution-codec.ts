import type { Resolution } from '@weir/core';
import { z } from 'zod';
import { formatVersion, parseLine } from './parse-line.js';

const resolutionSchema = z.object({
  outcome: z.enum(['delivered', 'discarded']),
  id: z.string(),
  lastAt: z.number(),
  at: z.number(),
});

/** Resolutions come in groups of one time, and writing a time out costs more than the rest of the line. */
let written = { at: NaN, time: '' };

function timeOf(at: number): string {
  if (at !== written.at) written = { at, time: new Date(at).toISOString() };
  return written.time;
}

/** One line of JSON, without the line break: the fields of {@link Resolution}, `v` and `time` (`at` in ISO 8601). */
export function encodeResolution({ outcome, id, lastAt, at }: Resolution): string {
  return JSON.stringify({ v: formatVersion, time: timeOf(at), outcome, id, lastAt, at });
}

/** Reads what {@link encodeResolution} wrote. @throws LETTER_STORE_CORRUPT, LETTER_VERSION_UNSUPPORTED */
export function decodeResolution(text: string): Resolution {
  return parseLine(text, resolutionSchema, 'resolution');
}
