// npm run verify: everything that must hold before a change is merged. Each step is a script of package.json.
import { addCounts, formatCounts, readCounts } from './check-counts.mjs';
import { prepareWorkspace, root } from './prepare-workspace.mjs';
import { runCommand } from './run-command.mjs';

const steps = ['format:check', 'typecheck', 'lint', 'boundaries', 'test', 'advisories', 'packages', 'demo'];

async function runStep(step) {
  const startedAt = performance.now();
  const { code, output } = await runCommand('npm', ['run', '--silent', step], { cwd: root, quiet: true });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  const reported = readCounts(output);
  if (code !== 0) console.log(output);
  console.log(
    `${code === 0 ? 'ok    ' : 'FAILED'} ${seconds} s  ${step}${reported ? `: ${formatCounts(reported)}` : ''}`,
  );
  const counts = reported ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  return code === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

await prepareWorkspace();
let total = { passed: 0, failed: 0, skipped: 0 };
for (const step of steps) total = addCounts(total, await runStep(step));
console.log(formatCounts(total));
process.exitCode = total.failed > 0 ? 1 : 0;
