/** The direction of dependencies (ARCHITECTURE.md, "Packages"). What is not allowed here does not build in CI. */
const from = (name) => ({ path: `^packages/${name}/src`, pathNot: ['\\.test\\.ts$', '/end-to-end/'] });

/** Packages of ours that `name` may not import. */
function mayOnlyImport(name, allowed) {
  return {
    name: `${name}-direction`,
    comment: `${name} may only import ${allowed.length ? allowed.join(', ') : 'no package of ours'}`,
    severity: 'error',
    from: from(name),
    to: { path: '^packages/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
  };
}

/** Only files below `folders` may import npm packages that match `pattern`. */
function only(pattern, folders) {
  return {
    name: `${pattern}-stays-inside`,
    severity: 'error',
    from: {
      path: '^(packages|examples|bench)/',
      pathNot: [...folders.map((f) => `^packages/${f}`), '\\.test\\.ts$', '^bench/'],
    },
    to: { path: `node_modules/(${pattern})/` },
  };
}

module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-orphan-import', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-undeclared',
      severity: 'error',
      from: { path: '^packages/', pathNot: '\\.test\\.ts$' },
      // A driver is an optional peer, and a development dependency for the tests of its store.
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['npm-peer'] },
    },
    {
      name: 'through-the-front-door',
      comment: 'packages are imported by name, never by path',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/([^/]+)/src/', pathNot: '^packages/($1)/|/src/index\\.ts$' },
    },
    mayOnlyImport('core', []),
    mayOnlyImport('hbase-client', []),
    mayOnlyImport('failover', ['core', 'hbase-client']),
    mayOnlyImport('sink-http', ['core', 'failover']),
    mayOnlyImport('job-file', ['core']),
    mayOnlyImport('runner-local', ['core']),
    mayOnlyImport('flink-rest', ['core']),
    mayOnlyImport('runner-beam', ['core', 'job-file']),
    mayOnlyImport('testing', ['core', 'runner-local']),
    mayOnlyImport('cli', ['core', 'failover', 'flink-rest', 'job-file', 'runner-beam', 'runner-local', 'sink-http']),
    {
      name: 'hbase-client-stays-inside',
      comment: 'the HBase client is a driver: loaded by its store, when that is used',
      severity: 'error',
      from: { path: '^(packages|examples|bench)/', pathNot: '^packages/(hbase-client|failover/src/stores/hbase)/' },
      to: { path: '^packages/hbase-client/' },
    },
    only('protobufjs', ['hbase-client/src/protocol/']),
    only('@grpc/proto-loader', ['runner-beam/src/protocol/']),
    only('@grpc/grpc-js', ['runner-beam/src/']),
    only('rxjs', ['runner-local/src/']),
    only('axios|axios-retry', ['sink-http/src/send/', 'failover/src/stores/hdfs/webhdfs/']),
    only('undici', ['sink-http/src/send/']),
    only('prom-client', ['cli/src/metrics/']),
    {
      name: 'core-stays-small',
      severity: 'error',
      from: from('core'),
      to: { path: 'node_modules/', pathNot: 'node_modules/(\\.pnpm/)?(zod|yaml|@types)' },
    },
    {
      name: 'record-config-errors-first',
      severity: 'error',
      from: { path: '^packages/core/src/(errors|record|config)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/core/src/(graph|operators|sources|api|runner)/' },
    },
    {
      name: 'ports-before-graph',
      severity: 'error',
      from: { path: '^packages/core/src/ports/' },
      to: { path: '^packages/core/src/(graph|operators|sources|api|runner)/' },
    },
    {
      name: 'graph-before-api',
      severity: 'error',
      from: { path: '^packages/core/src/(graph|operators|sources)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/core/src/(api|runner)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.depcruise.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'require', 'node', 'default'] },
  },
};
