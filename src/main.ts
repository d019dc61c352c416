#!/usr/bin/env node
import { runCommandLine } from './cli';
import { processTerminal } from './cli/terminal';

/** In milliseconds: for what is still being written to a pipe. */
const grace = 1000;

void runCommandLine(process.argv.slice(2), process.env, processTerminal).then((status) => {
  process.exitCode = status;
  // the verb is done: a peer that holds a connection open must not keep the program
  setTimeout(() => process.exit(), grace).unref();
});
