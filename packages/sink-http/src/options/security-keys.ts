import { key, type KeySpec } from '@weir/core';
import { z } from 'zod';
import { isConnectionHeader, isToken } from '../request/header-list.js';

/** The name of a header, or `none`. */
const headerName = z
  .string()
  .trim()
  .refine((name) => isToken(name) && !isConnectionHeader(name))
  .transform((name) => (name.toLowerCase() === 'none' ? undefined : name));

/** Keys under `http.sink` that protect target and data. */
export const securityKeys = {
  'idempotency.header': key(headerName, {
    expected: 'the name of a header, or none',
    doc: "Header that carries the record's id, the same in each retry, restart and replay, so that the target can tell a repeat; one that a record sets itself wins. none sends no key.",
    default: 'Idempotency-Key',
  }),
} as const satisfies Readonly<Record<string, KeySpec>>;
