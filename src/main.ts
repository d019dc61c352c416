#!/usr/bin/env node
import { runCommandLine } from './cli';
import { processTerminal } from './cli/terminal';

void runCommandLine(process.argv.slice(2), process.env, processTerminal).then((status) => {
  process.exitCode = status;
});
