import type { DeadLetterStore } from '@weir/core';
import { appendingCases } from './dead-letter-store/appending-cases.js';
import { lifeCycleCases } from './dead-letter-store/life-cycle-cases.js';
import { readingCases } from './dead-letter-store/reading-cases.js';
import { settlingCases } from './dead-letter-store/settling-cases.js';
import { serverCases } from './dead-letter-store/server-cases.js';
import type { ServerStoreUnderTest, StoreCase, StoreUnderTest } from './dead-letter-store/store-case.js';
import { testGlobals } from './test-globals.js';

const groups: Readonly<Record<string, readonly StoreCase[]>> = {
  append: appendingCases,
  read: readingCases,
  'resolve and purge': settlingCases,
  'life cycle': lifeCycleCases,
};

/** A generous bound, since a store may be a server that has just started. */
const timeoutMs = 120_000;

async function runCase<S extends StoreUnderTest>(one: StoreCase<S>, subject: S): Promise<void> {
  const instances: DeadLetterStore[] = [subject.store];
  try {
    await one.run({
      ...subject,
      async reopen() {
        const instance = await subject.reopen();
        instances.push(instance);
        return instance;
      },
    });
  } finally {
    await Promise.all(instances.map((instance) => instance.close()));
    await subject.destroy();
  }
}

function declareGroup<S extends StoreUnderTest>(
  group: string,
  cases: readonly StoreCase<S>[],
  create: () => Promise<S>,
): void {
  const { describe, it } = testGlobals();
  describe(group, () => {
    for (const one of cases) it(one.name, async () => runCase(one, await create()), timeoutMs);
  });
}

/**
 * Declares tests of everything that the `DeadLetterStore` port promises. Call it at the top of a jest test file, or
 * within a `describe`.
 *
 * @param name of the store, for the report
 * @param create called once per test: an empty place of its own and a store on it
 */
export function describeDeadLetterStore(name: string, create: () => Promise<StoreUnderTest>): void {
  testGlobals().describe(`${name}: dead-letter store`, () => {
    for (const [group, cases] of Object.entries(groups)) declareGroup(group, cases, create);
  });
}

/**
 * As {@link describeDeadLetterStore}, for a store on a server, which is also restarted and written to by several
 * processes. Nobody else may use the server at the same time.
 */
export function describeServerStore(name: string, create: () => Promise<ServerStoreUnderTest>): void {
  describeDeadLetterStore(name, create);
  testGlobals().describe(`${name}: dead-letter store`, () => {
    declareGroup('on a server', serverCases, create);
  });
}
