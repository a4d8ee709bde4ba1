import { parseDuration } from '@weir/core';
import { z } from 'zod';

/** Schema of a duration in milliseconds, at least `minMs`. */
export function duration(minMs: number): z.ZodType<number, string> {
  return z
    .string()
    .transform((text) => parseDuration(text) ?? NaN)
    .pipe(z.number().min(minMs).max(2_147_483_647));
}

/** Schema of a number such as `2` or `0.5`. */
export function decimal(accepts: z.ZodNumber): z.ZodType<number, string> {
  return z
    .string()
    .trim()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number)
    .pipe(accepts);
}

/** Schema of one of some words, in any case. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T): z.ZodType<T[number], string> {
  return z.string().trim().toLowerCase().pipe(z.enum(words));
}

const bytesOf: Readonly<Record<string, number>> = { '': 1, b: 1, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3 };

/** Schema of a size such as `64MiB` or `1000`, in bytes. */
export const byteSize: z.ZodType<number, string> = z
  .string()
  .transform((text) => {
    const match = /^\s*(\d+)\s*([a-z]*)\s*$/i.exec(text);
    return Number(match?.[1]) * (bytesOf[match?.[2]?.toLowerCase() ?? ''] ?? NaN);
  })
  .pipe(z.number().int().min(1));
