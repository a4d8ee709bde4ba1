/** The part of a test framework's globals that the conformance suites use; jest, and others with the same names. */
export interface TestGlobals {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: () => Promise<void>, timeoutMs: number) => void;
}

/** The globals of the test that calls; looked up late, so that this package loads outside of tests too. */
export function testGlobals(): TestGlobals {
  const { describe, it } = globalThis as Partial<TestGlobals>;
  if (describe !== undefined && it !== undefined) return { describe, it };
  throw new TypeError('Conformance suites need the globals describe and it: call them in a test file, under jest.');
}
