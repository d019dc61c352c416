import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../base/errors';
import { readNamed } from '../../base/namedFile';
import type { GnupgFiles } from '../../nym';

/** A file of keys larger than that is none; the engine's own limits are below. */
const mostBytes = 64 * 1024 * 1024;
const mostKeyFileBytes = 64 * 1024;
/** Two a key: nobody has that many. */
const mostKeyFiles = 10_000;

/** The files of a GnuPG home that have to do with keys. Throws UserError where the folder is none. */
export function readGnupgHome(folder: string): GnupgFiles {
  if (!existsSync(folder)) throw new UserError(`There is no ${folder}. GnuPG's home is usually ~/.gnupg.`);
  if (!statSync(folder).isDirectory())
    throw new UserError(`${folder} is a file. Give GnuPG's home folder, or import an exported key by --key FILE.`);
  const ring = (name: string) => (existsSync(join(folder, name)) ? [readKeyFile(join(folder, name))] : []);
  const files = {
    publicRings: [...ring('pubring.kbx'), ...ring('pubring.gpg')],
    secretRings: ring('secring.gpg'),
    keyFiles: agentFiles(join(folder, 'private-keys-v1.d')),
  };
  if (files.publicRings.length + files.secretRings.length > 0) return files;
  if (existsSync(join(folder, 'public-keys.d')))
    throw new UserError(
      `The keys of ${folder} are kept by GnuPG's keyboxd. Export the nym's with "gpg --export-secret-keys ADDRESS > FILE", and import that by --key FILE.`,
    );
  throw new UserError(
    `${folder} is no GnuPG home: it has no pubring.kbx, pubring.gpg or secring.gpg. It is usually ~/.gnupg.`,
  );
}

/** The output of `gpg --export-secret-keys`, armored or not; "-" is standard input. */
export function readExport(file: string): GnupgFiles {
  return { publicRings: [], secretRings: [readKeyFile(file)], keyFiles: [] };
}

function readKeyFile(path: string): Buffer {
  if (path !== '-' && statSync(path).size > mostBytes) throw new UserError(`${path} is too large for a file of keys.`);
  const bytes = readNamed(path);
  if (bytes.length > mostBytes) throw new UserError('This is too large for a file of keys.');
  return bytes;
}

function agentFiles(folder: string): Buffer[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.key'));
  if (names.length > mostKeyFiles) throw new UserError(`There are more than ${mostKeyFiles} secret keys in ${folder}.`);
  const paths = names.sort().map((name) => join(folder, name));
  return paths.filter((path) => statSync(path).size <= mostKeyFileBytes).map((path) => readFileSync(path));
}
