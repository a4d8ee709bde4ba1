import type { Step } from './step.js';

/** Several inputs, one output. Marks the way each record came, since one record may come on two. */
export interface UnionOperator {
  readonly kind: 'union';
}

/** The step of a {@link UnionOperator}. */
export function unionStep(): Step {
  return (batch, input) => {
    const { split, branch } = batch.origin;
    return { ...batch, origin: { split, branch: branch === '' ? String(input) : `${branch}.${input}` } };
  };
}
