import { UserError } from '../../base/errors';
import { namesIn } from './examine';
import type { DirectoryParts } from './know';
import { limits } from './limits';
import { formats, importedMark, isImported } from './sources';
import type { Source } from './sources';

/** What was taken from a file: a source of its own from then on. */
export interface Imported extends Source {
  readonly remailers: readonly string[];
}

/**
 * Takes what a remailer answered by mail (remailer-key), or a whole list that somebody got: the mail may be around it. Newer keys of the
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

/**
 * Forgets what was read in by hand under that name: a remailer's, `statistics`, or that of the first remailer where several were in one file. Gives
 * what it was. Throws UserError where there is no such.
 */
export function forgetImport(name: string, { directories }: Pick<DirectoryParts, 'directories'>): Source[] {
  const imported = directories.all().filter(isImported);
  const wanted = name.startsWith(importedMark) ? name.slice(importedMark.length) : name;
  const labels = imported.map(({ source }) => source.slice(importedMark.length));
  const found = imported.filter((_, i) => labels[i] === wanted || labels[i]?.startsWith(`${wanted} and `));
  if (found.length === 0) {
    const known = labels.length === 0 ? 'Nothing at all is.' : `Imported are: ${[...new Set(labels)].join(', ')}.`;
    throw new UserError(`Nothing is imported by the name "${wanted.slice(0, 40)}". ${known}`);
  }
  for (const row of found) directories.remove(row);
  return found.map(({ format, what, source }) => ({ format, what, source }));
}
