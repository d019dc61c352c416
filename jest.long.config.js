'use strict';
// Tests of many seconds each, which `npm test` leaves out: a simulated year, and programs killed again and again.
module.exports = {
  ...require('./jest.config.js'),
  roots: ['<rootDir>/test/long'],
  testPathIgnorePatterns: ['/node_modules/'],
  // ends what hangs: on a busy machine some take a quarter of an hour
  testTimeout: 3_600_000,
};
