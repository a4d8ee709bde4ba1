#!/usr/bin/env node
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const main = join(__dirname, '..', 'dist', 'main.js');
if (existsSync(main)) {
  require(main).runProgram();
} else {
  process.stderr.write(`weir is not built: ${main} is missing. Run "pnpm build" in the root of the Weir repository.\n`);
  process.exitCode = 1;
}
