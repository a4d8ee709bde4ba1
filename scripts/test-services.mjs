// npm run services: every test that needs a real server. The servers are started by the tests, through services/run.mjs,
// and stopped here. Arguments go to jest: npm run services -- packages/failover/src/stores/mysql
import { formatCounts } from './check-counts.mjs';
import { prepareWorkspace, root } from './prepare-workspace.mjs';
import { runNode } from './run-command.mjs';
import { runJest } from './run-jest.mjs';

const patterns = process.argv.length > 2 ? process.argv.slice(2) : ['\\.service\\.test\\.ts$'];

await prepareWorkspace();
// What takes minutes the first time is not part of any test's time.
await runNode('services/run.mjs', ['prism', 'flink', 'fetch'], { cwd: root });
console.log('Running the tests against real servers …');
const counts = await runJest(patterns, { WEIR_SERVICES: '1' });
await runNode('services/run.mjs', ['--all', 'stop'], { cwd: root });
console.log(formatCounts(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
