#!/usr/bin/env -S node --max-semi-space-size=4
// 4 MiB for new objects, where Node takes 16: it keeps two of them, and garbage until they are full. A process cannot change it once it runs.
import { runCommandLine } from './cli';
import { processTerminal } from './cli/terminal';

/** In milliseconds: for what is still being written to a pipe. */
const grace = 1000;

void runCommandLine(process.argv.slice(2), process.env, processTerminal).then((status) => {
  process.exitCode = status;
  // the verb is done: a peer that holds a connection open must not keep the program
  setTimeout(() => process.exit(), grace).unref();
});
