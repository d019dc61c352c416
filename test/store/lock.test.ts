import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { UserError } from '../../src/base/errors';
import { isRunning, lockForRun } from '../../src/store';
import { temporaryFolder } from '../support/folder';

test('a second run on the same data is refused until the first has ended', () => {
  const folder = temporaryFolder();
  const release = lockForRun(folder);
  expect(() => lockForRun(folder)).toThrow(UserError);
  release();
  release();
  const again = lockForRun(folder);
  expect(statSync(join(folder, 'run.lock')).mode & 0o777).toBe(0o600);
  again();
});

test('a look from within at whether one runs does not take its lock away', async () => {
  const folder = temporaryFolder();
  const release = lockForRun(folder);
  expect(isRunning(folder)).toBe(true);
  const look = `
    const { Database } = require(${JSON.stringify(require.resolve('@signalapp/sqlcipher'))});
    const database = new Database(${JSON.stringify(join(folder, 'run.lock'))});
    try {
      database.exec('BEGIN EXCLUSIVE');
      process.stdout.write('taken');
    } catch (error) {
      process.stdout.write(error.code);
    }`;
  const other = spawn(process.execPath, ['-e', look], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(other.stdout, 'data')) as [Buffer];
  expect(said.toString()).toBe('SQLITE_BUSY');
  release();
});

test('a look at whether one runs does not keep another from starting', async () => {
  const folder = temporaryFolder();
  lockForRun(folder)();
  expect(isRunning(folder)).toBe(false);
  const look = `
    const { Database } = require(${JSON.stringify(require.resolve('@signalapp/sqlcipher'))});
    const database = new Database(${JSON.stringify(join(folder, 'run.lock'))});
    database.exec('BEGIN EXCLUSIVE');
    require('node:fs').writeSync(1, 'held');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    database.close();`;
  const other = spawn(process.execPath, ['-e', look], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(other.stdout, 'data');
  const release = lockForRun(folder);
  expect(isRunning(folder)).toBe(true);
  release();
});

test('a run that was killed leaves no lock behind', async () => {
  const folder = temporaryFolder();
  lockForRun(folder)();
  const claim = `
    const { Database } = require(${JSON.stringify(require.resolve('@signalapp/sqlcipher'))});
    const database = new Database(${JSON.stringify(join(folder, 'run.lock'))});
    database.exec('BEGIN EXCLUSIVE');
    process.stdout.write('held');
    setInterval(() => database, 1000);`;
  const other = spawn(process.execPath, ['-e', claim], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(other.stdout, 'data');
  expect(() => lockForRun(folder)).toThrow('Another nymbridge is running');
  other.kill('SIGKILL');
  await once(other, 'exit');
  lockForRun(folder)();
});
