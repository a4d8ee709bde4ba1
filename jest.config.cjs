/** Tests run against the sources: every package is one instance, and no stale build can pass. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/packages', '<rootDir>/examples', '<rootDir>/tests', '<rootDir>/services'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '/dist/',
    ...(process.env.WEIR_SERVICES ? [] : ['\\.service\\.test\\.ts$']),
  ],
  modulePathIgnorePatterns: ['<rootDir>/packages/[^/]+/dist'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    '^@weir/(core|job-file|runner-beam|runner-local|sink-http|failover|hbase-client|flink-rest|testing|cli)$':
      '<rootDir>/packages/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  // A deadline for what hangs, not for a machine that is busy with other things.
  testTimeout: 60_000,
  maxWorkers: 2,
};
