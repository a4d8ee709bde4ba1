#!/usr/bin/env node
'use strict';

const { runWorkerProcess } = require('../dist/worker/process-main.js');

runWorkerProcess(process.argv.slice(2)).then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`weir-beam-worker: ${error.message}\n`);
    process.exit(1);
  },
);
