import { isDeepStrictEqual } from 'node:util';
import { systemClock, type Logger, type SourceNode } from '@weir/core';
import type { Restriction } from './source-splits-step.js';
import { SplitReading } from './split-reading.js';

/** How long a reader waits for its split to come back before it is closed: much longer than an engine's turn takes. */
const keptMs = 30_000;

interface Kept {
  readonly reading: SplitReading;
  readonly stopTimer: () => void;
}

/**
 * Readers between two bundles. A split that goes on at the same worker goes on with the same reader; one that the engine
 * has moved, or set back to a checkpoint, is opened at its position.
 */
export class OpenSplits {
  readonly #logger: Logger;
  readonly #kept = new Map<string, Kept>();
  #closed = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  async take(node: SourceNode, restriction: Restriction): Promise<SplitReading> {
    const key = keyOf(node, restriction);
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    kept?.stopTimer();
    if (kept && isDeepStrictEqual(kept.reading.position, restriction.position)) return kept.reading;
    await kept?.reading.close();
    return SplitReading.open(node, restriction, this.#logger);
  }

  async keep(node: SourceNode, restriction: Restriction, reading: SplitReading): Promise<void> {
    // A bundle that is given up comes here after the worker was closed.
    if (this.#closed) return reading.close();
    const key = keyOf(node, restriction);
    const stopTimer = systemClock.setTimer(() => {
      this.#kept.delete(key);
      reading.close().catch((error: unknown) => this.#logger.warn(`A reader did not close: ${String(error)}`));
    }, keptMs);
    this.#kept.set(key, { reading, stopTimer });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const kept = [...this.#kept.values()];
    this.#kept.clear();
    for (const { reading, stopTimer } of kept) {
      stopTimer();
      await reading.close();
    }
  }
}

function keyOf(node: SourceNode, { split }: Restriction): string {
  return `${node.id}/${split.id}`;
}
