'use strict';
// Real servers and real mail clients from the distribution; see test/interop/README.md.
module.exports = {
  ...require('./jest.config.js'),
  roots: ['<rootDir>/test/interop'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
};
