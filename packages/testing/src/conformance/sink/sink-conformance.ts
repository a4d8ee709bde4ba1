import { testGlobals } from '../test-globals.js';
import type { SinkUnderTest } from './sink-case.js';
import { sinkCases } from './sink-cases.js';

const timeoutMs = 60_000;

/**
 * Declares tests of everything that the `Sink` port promises. Call it at the top of a jest test file.
 *
 * @param name of the sink, for the report
 * @param create called once per test: a sink with a target of its own
 */
export function describeSink<T>(name: string, create: () => Promise<SinkUnderTest<T>>): void {
  const { describe, it } = testGlobals();
  describe(`${name}: sink`, () => {
    for (const one of sinkCases) {
      const run = async (): Promise<void> => {
        const subject = await create();
        try {
          await one.run(subject);
        } finally {
          await subject.destroy();
        }
      };
      it(one.name, run, timeoutMs);
    }
  });
}
