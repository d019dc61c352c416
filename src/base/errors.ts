import { isNativeError } from 'node:util/types';

/** A failure whose message is a sentence for the person at the keyboard: what failed, why, and what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

// isNativeError and not instanceof: an error made in another realm (a worker's, a test runner's) is an error all the same.

/** The message of anything thrown, for a log line: never a stack. */
export function messageOf(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}

/** The `code` of an error that has one ('ECONNREFUSED', an engine's own), or undefined. */
export function codeOf(error: unknown): string | undefined {
  if (!isNativeError(error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** For the last branch of a switch that must be exhaustive: does not compile when a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`unreachable case: ${String(value)}`);
}
