#!/usr/bin/env node
import { parseArgs } from 'node:util';

import { catalogue } from './catalogue.mjs';
import { actions } from './rig/actions.mjs';
import { listInstances, pinnedReferences, resolveInstance } from './rig/instance.mjs';

const USAGE = `usage: node services/run.mjs <service>[@version][+name]... <action> [option]...
       node services/run.mjs --all <action>      every instance that was ever started
       node services/run.mjs --pinned <action>   every version of every service

services: ${Object.keys(catalogue).join(', ')}; versions: services/versions.mjs

  fetch     get or build the program unless it is there: jars, packages
  start     start unless it runs, wait until it is ready, print env;  --fresh: wipe its data first
  restart   stop and start, on the same ports and data;  --move: with other internal ports (HBase's regions move)
  stop      stop, and keep the data;  kill: end it as a crash would
  fill      fill its disk: it writes to no file any more (prlimit), until it is restarted
  ready     say whether it is; exit code 1 when it is not
  env       print how to reach it, as KEY=value;  --json: as an object on one line (also for start and restart)
  logs      print the end of its log
  client    run the service's own client with all that follows, as: hbase client scan letters`;

const options = Object.fromEntries(
  ['all', 'pinned', 'fresh', 'json', 'move'].map((name) => [name, { type: 'boolean' }]),
);

async function run(words) {
  const { action, instances, ...values } = readCommand(words);
  for (const instance of instances) await actions[action](instance, values);
}

function readCommand(words) {
  const at = words.findIndex((word) => word in actions);
  if (at < 0) throw new Error(USAGE);
  const clientArgs = words[at] === 'client' ? words.slice(at + 1) : [];
  const args = words.slice(0, words.length - clientArgs.length);
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const references = positionals.filter((word) => word !== words[at]);
  return { action: words[at], instances: chooseInstances(references, values), clientArgs, ...values };
}

function chooseInstances(references, { all, pinned }) {
  if ([references.length > 0, all, pinned].filter(Boolean).length !== 1) throw new Error(USAGE);
  if (all) return listInstances();
  return (pinned ? pinnedReferences() : references).map(resolveInstance);
}

await run(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
