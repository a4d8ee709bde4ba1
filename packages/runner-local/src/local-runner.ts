import type { RunnerTraits } from '@weir/core';

/** What the local runner says of itself: it can run every graph. */
export const localRunner: RunnerTraits = Object.freeze({ name: 'local', unsupported: () => [] });
