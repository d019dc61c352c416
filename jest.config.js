'use strict';
// NYMBRIDGE_TEST_TREE=dist runs the same tests against the compiled program.
const tree = process.env.NYMBRIDGE_TEST_TREE ?? 'src';

/** Packages that are ES modules only: Node >= 20.19 can require them, jest's own loader cannot. */
const esm = ['env-paths', 'is-safe-filename', 'leven', 'smol-toml', '@noble/.*', '@peculiar/.*'];

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/interop/', '<rootDir>/test/long/'],
  transform: {
    '\\.[jt]s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esm.join('|')})/)`, '<rootDir>/dist/'],
  moduleNameMapper: tree === 'src' ? {} : { '^(?:\\.\\./)+src/(.*)$': `<rootDir>/${tree}/$1` },
  // Half of the suites wait for processes and sockets more than they compute.
  maxWorkers: '100%',
  // For a hang alone: no test depends on how fast the machine is.
  testTimeout: 120_000,
};
