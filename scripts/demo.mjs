// npm run demo: real records to an endpoint that misbehaves, and every one of them accounted for.
// `npm run demo -- --endpoint URL` sends them to an endpoint of yours.
import { prepareWorkspace, root } from './prepare-workspace.mjs';
import { runNode } from './run-command.mjs';

await prepareWorkspace();
const jiti = 'node_modules/jiti/lib/jiti-cli.mjs';
const { code } = await runNode(jiti, ['examples/demo/demo.ts', ...process.argv.slice(2)], { cwd: root });
process.exitCode = code;
