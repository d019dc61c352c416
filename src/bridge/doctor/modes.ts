import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../config';
import { accessOf } from './access';
import { type Finding, good, type Verdict } from './finding';
import type { Check, Outside } from './patient';

const check = 'files';

interface Wanted {
  readonly path: string;
  /** How bad it is that others may read it. */
  readonly readable: Verdict;
}

/** Whether others may read the configuration and the data, or change them. */
export const checkModes: Check<Outside> = (patient) => {
  const open = wanted(patient).flatMap(({ path, readable }) => judge(path, readable));
  const worst = open.find(({ verdict }) => verdict === 'bad') ?? open[0];
  if (!worst)
    return [good(check, 'The configuration and the data are yours alone.', 'Nobody else can read or change them.')];
  const next = `Close them: chmod go-rwx ${open.map(({ path }) => path).join(' ')}`;
  const finding = open.map(({ sentence }) => sentence).join(' ');
  return [{ check, verdict: worst.verdict, finding, meaning: worst.meaning, next }];
};

function wanted({ paths, config }: Outside): Wanted[] {
  const folders = Object.values(config.transport).flatMap(({ folder }) => (folder === undefined ? [] : [folder]));
  return [
    { path: dirname(paths.config), readable: 'good' },
    { path: paths.config, readable: hasPasswords(config) ? 'bad' : 'warning' },
    { path: paths.data, readable: 'warning' },
    ...readdirSync(paths.data).map((name): Wanted => ({ path: join(paths.data, name), readable: 'warning' })),
    ...folders.map((path): Wanted => ({ path, readable: 'warning' })),
  ];
}

function hasPasswords({ news, transport }: Config): boolean {
  return news.some(({ password }) => password !== undefined) || Object.values(transport).some(({ secret }) => secret);
}

type Open = Pick<Finding, 'verdict' | 'meaning'> & { readonly path: string; readonly sentence: string };

function judge(path: string, readable: Verdict): Open[] {
  const access = accessOf(path);
  if (!access) return [];
  if (access.writable)
    return [
      {
        path,
        verdict: 'bad',
        sentence: `Others on this machine may change ${path} (mode ${access.mode}).`,
        meaning: 'They could lead your letters another way, or put files of theirs in the place of yours.',
      },
    ];
  if (!access.readable || readable === 'good') return [];
  const meaning =
    readable === 'bad'
      ? 'They can read the passwords of your relays and news servers.'
      : 'They can see which hosts you use, and when you do; mail, addresses and keys are encrypted.';
  return [
    { path, verdict: readable, sentence: `Others on this machine may read ${path} (mode ${access.mode}).`, meaning },
  ];
}
