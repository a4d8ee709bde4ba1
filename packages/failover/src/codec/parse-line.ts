import { describeError, WeirError } from '@weir/core';
import type { z } from 'zod';

/** The version of the line formats that this build writes, and the newest it reads. */
export const formatVersion = 1;

function corrupt(what: string, problem: string, cause?: unknown): WeirError {
  return new WeirError('LETTER_STORE_CORRUPT', `This is no ${what}: ${problem}. Correct or remove it at its place.`, {
    cause,
  });
}

/** What JSON.parse makes of `text`. @throws LETTER_STORE_CORRUPT */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw corrupt(what, describeError(cause), cause);
  }
}

/** Refuses what a newer build wrote before the schema can misread it. */
function checkVersion(value: unknown, what: string): void {
  const version = typeof value === 'object' && value !== null && 'v' in value ? value.v : undefined;
  if (version === formatVersion) return;
  if (typeof version !== 'number' || version < formatVersion) throw corrupt(what, 'it has no format version "v"');
  throw new WeirError(
    'LETTER_VERSION_UNSUPPORTED',
    `The ${what} has format version ${version}; this version of Weir reads up to ${formatVersion}. Use a newer Weir.`,
    { details: { version } },
  );
}

/**
 * Reads one JSON text of the current version by `schema`. `what` names the thing for messages: "dead letter".
 *
 * @throws LETTER_STORE_CORRUPT, LETTER_VERSION_UNSUPPORTED
 */
export function parseLine<S extends z.ZodType>(text: string, schema: S, what: string): z.output<S> {
  return parseValue(parseJson(text, what), schema, what);
}

/** As {@link parseLine}, of what JSON.parse has made of the text. */
export function parseValue<S extends z.ZodType>(value: unknown, schema: S, what: string): z.output<S> {
  checkVersion(value, what);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`);
  throw corrupt(what, problems.join('; '), parsed.error);
}
