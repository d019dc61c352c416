import { UserError } from '../../base/errors';
import { namesIn } from './examine';
import type { DirectoryParts } from './know';
import { limits } from './limits';
import { formats, importedMark } from './sources';
import type { Source } from './sources';

/** What was taken from a file: a source of its own from then on. */
export interface Imported extends Source {
  readonly remailers: readonly string[];
}

/**
 * Takes what a remailer answered by mail (remailer-key, remailer-stats), or a whole list that somebody got: the mail may be around it. Newer keys of the
 * same remailers take the place of those read in before. Throws UserError where nothing is in it that can be used now.
 */
export function importFile(bytes: Uint8Array, { directories, clock }: DirectoryParts): Imported[] {
  if (bytes.length > limits.fileBytes)
    throw new UserError(`The file is longer than ${limits.fileBytes} bytes: no list of remailers is.`);
  const now = clock.now();
  const found = formats.flatMap((format) =>
    (['pubring', 'statistics'] as const).flatMap((what): Imported[] => {
      const remailers = namesIn({ format, what }, bytes, now);
      return remailers.length === 0 ? [] : [{ format, what, source: sourceOf(remailers, what), remailers }];
    }),
  );
  if (found.length === 0)
    throw new UserError('No key of a remailer that can be used now is in this file, and no statistics.');
  for (const source of found) directories.put(source, Buffer.from(bytes), now);
  return found;
}

/** Named for what is in it, so that the same again is no source more. */
function sourceOf([first = '', ...more]: readonly string[], what: Source['what']): string {
  if (what === 'statistics') return `${importedMark}statistics`;
  return `${importedMark}${first}${more.length === 0 ? '' : ` and ${more.length} more`}`;
}
