import { key } from '@weir/core';
import { oneOf } from './key-schemas.js';

const orders = ['none', 'key'] as const;
const onGiveUp = ['dead-letter-key', 'block', 'skip'] as const;

/** Whether records are delivered in order, and what a record that cannot be delivered does to those behind it. */
export const orderKeys = {
  order: key(oneOf(orders), {
    expected: orders.join(' or '),
    doc: 'key: of records with the same key one is sent only when the one before it is delivered or dead-lettered; records of other keys go on meanwhile. none: retries change the order.',
    default: 'none',
  }),
  orderOnGiveUp: key(oneOf(onGiveUp), {
    expected: onGiveUp.join(' or '),
    doc: 'With order: key, when a record is given up. dead-letter-key: all further records of its key become dead letters; block: it is never given up and its key waits; skip: it becomes a dead letter and the next one goes on.',
    default: 'dead-letter-key',
  }),
} as const;
