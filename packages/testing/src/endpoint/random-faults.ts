import { createHash } from 'node:crypto';
import { mulberry32 } from './mulberry32.js';
import type { ScriptedAnswer, ScriptFunction } from './script.js';

/** An answer and how often it is given. */
export interface FaultShare {
  /** From 0 to 1. */
  readonly share: number;
  /** The answer, or a function of a random generator, for example for a delay. */
  readonly answer: ScriptedAnswer | ((random: () => number) => ScriptedAnswer);
}

/** Options of {@link randomFaults}. */
export interface RandomFaultOptions {
  /** A whole number. Print it when the test fails: the same seed gives the same faults. */
  readonly seed: number;
  /** What goes wrong; the shares sum to at most 1. */
  readonly shares: readonly FaultShare[];
  /** What all other requests get; default 200. */
  readonly otherwise?: ScriptedAnswer;
  /** How many arrivals of one request may get a fault; default no limit. With 3, the fourth one is `otherwise`. */
  readonly faultsPerRequest?: number;
}

/**
 * A script that chooses faults at random, by seed, identity and how often the request has arrived: the same whatever
 * the order of arrival.
 *
 * @throws RangeError when the shares do not fit into 1; for an endpoint that keeps counts only
 */
export function randomFaults(options: RandomFaultOptions): ScriptFunction {
  const { seed, shares, otherwise = 200, faultsPerRequest = Infinity } = options;
  requireShares(shares);
  return ({ identity, nth }) => {
    if (nth === 0) throw new RangeError("randomFaults needs keep: 'identities' or 'all'.");
    if (nth > faultsPerRequest) return otherwise;
    const random = mulberry32(seedOf(`${seed} ${nth} ${identity}`));
    const answer = chooseAnswer(shares, random()) ?? otherwise;
    return typeof answer === 'function' ? answer(random) : answer;
  };
}

function chooseAnswer(shares: readonly FaultShare[], point: number): FaultShare['answer'] | undefined {
  let end = 0;
  for (const { share, answer } of shares) {
    end += share;
    if (point < end) return answer;
  }
  return undefined;
}

function seedOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32LE();
}

function requireShares(shares: readonly FaultShare[]): void {
  const sum = shares.reduce((total, { share }) => total + share, 0);
  // Ten shares of 0.1 sum to a little more or less than 1.
  if (sum > 1 + 1e-9 || shares.some(({ share }) => !(share >= 0))) {
    throw new RangeError(`Shares must be 0 or more and sum to at most 1; they are ${JSON.stringify(shares)}.`);
  }
}
