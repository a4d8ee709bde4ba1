const { writeFileSync } = require('node:fs');

/** A jest reporter that writes how many tests passed, failed and were skipped to the file WEIR_TEST_COUNTS. */
module.exports = class CountReporter {
  onRunComplete(_contexts, results) {
    const counts = {
      passed: results.numPassedTests,
      // A file that cannot even be loaded has no tests to count, and must not pass for that.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    writeFileSync(process.env.WEIR_TEST_COUNTS, JSON.stringify(counts));
  }
};
