import type { Received, Sent } from '../protocol/protos.js';
import type { WindowedValue } from '../wire/coders.js';

/**
 * One transform at work in a bundle. Calls come one at a time: `start`, then `process` as often as there are elements, each
 * awaited before the next, then `finish`. The same step serves bundle after bundle, never two at once.
 */
export interface BundleStep {
  /** @param instruction the engine's id of the bundle */
  start?(instruction: string): void | Promise<void>;
  /** Takes an element; a promise says that there is no room for the next one yet. */
  process(element: WindowedValue): void | Promise<void>;
  /** Resolves when everything of this bundle has left the step and what it did is done. Called upstream first. */
  finish?(): Promise<void>;
  /** What the bundle left for another bundle; after `finish`. */
  residuals?(): readonly Sent<'DelayedBundleApplication'>[];
  /** Sums so far, where this step knows some; after `finish`. */
  metrics?(): readonly Received<'MonitoringInfo'>[];
  /** Releases everything; also in the middle of a bundle that failed. */
  close?(): Promise<void>;
}

/** Hands an element on to whatever reads this output. */
export type Emit = (element: WindowedValue) => void | Promise<void>;
