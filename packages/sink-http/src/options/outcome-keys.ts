import { key } from '@weir/core';
import { z } from 'zod';
import { conditionsSyntax, parseConditions, type OutcomeConditions } from '../outcome/outcome-conditions.js';
import { parseStatusCodes, statusCodesSyntax } from '../outcome/status-codes.js';

const conditions = z
  .string()
  .transform(parseConditions)
  .refine((parsed): parsed is OutcomeConditions => parsed !== undefined)
  .optional();

const statuses = z
  .string()
  .transform((text) => {
    const ranges = parseStatusCodes(text);
    return ranges && { statuses: ranges, errors: [] };
  })
  .refine((parsed) => parsed !== undefined)
  .optional();

/** What answers and failures mean, where the defaults are not what a target means. */
export const outcomeKeys = {
  'outcome.delivered': key(statuses, {
    expected: statusCodesSyntax,
    doc: 'Statuses that mean delivered beside those of successCode, such as 409 of a target that has the record already. Of the three lists the narrowest range counts.',
  }),
  'outcome.retry': key(conditions, {
    expected: conditionsSyntax,
    doc: 'Statuses and failures of the connection that are worth another try, such as 404, 520-529 or 5xx.',
  }),
  'outcome.reject': key(conditions, {
    expected: conditionsSyntax,
    doc: 'Statuses and failures of the connection after which the record becomes a dead letter at once, such as 500 or tls.',
  }),
} as const;
