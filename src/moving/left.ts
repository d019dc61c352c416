import { isNativeError } from 'node:util/types';
import { codeOf } from '../base/errors';
import type { InItem, SourceFolder } from './mail';

// What an import cannot read is named and left, and the rest goes on.

/** A file or folder that the system does not give. Throws the error where the system has not said it. */
export function leftUnread(path: string, error: unknown): InItem {
  const code = codeOf(error);
  if (code === undefined) throw error;
  const closed = isNativeError(error) && 'path' in error ? String(error.path) : path;
  const why =
    closed === path
      ? `${path} could not be read (${code}), and was left.`
      : `${path} was left: ${closed} could not be read (${code}).`;
  return { kind: 'refused', why };
}

/** The same as a folder, for nobody knows what is in it. */
export function unreadFolder(name: string, path: string, error: unknown): SourceFolder {
  const item = leftUnread(path, error);
  return {
    name,
    below: name,
    specialUse: undefined,
    key: '',
    count: 1,
    mails: async function* mails() {
      yield item;
    },
  };
}
