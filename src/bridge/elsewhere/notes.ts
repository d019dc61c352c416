import type { Nym } from '../../nym';
import type { Bridge } from '../open';
import type { Gathered, ImportWishes } from './gathered';

/** What its owner should know of a nym that was taken in, and do next: sentences. */
export function notesOf({ config, paths }: Bridge, nym: Nym, wishes: ImportWishes, gathered: Gathered): string[] {
  const fresh = gathered.newsServers.filter((server) => !config.news.some(({ host }) => host === hostOf(server)));
  return [
    ...gathered.problems,
    ...layer(nym),
    ...standing(nym),
    ...(gathered.articles > 0
      ? [`${gathered.articles} of its articles are opened with the next "nymbridge run" or "nymbridge fetch".`]
      : []),
    ...several(gathered),
    ...(fresh.length > 0
      ? [`Its news were read from ${fresh.join(', ')}. To read there too, add a [[news]] table to ${paths.config}.`]
      : []),
    ...oldProgram(wishes),
    ...(gathered.mails === 0 && gathered.articles === 0
      ? [`Mail that you have of it comes along by "nymbridge mail import ${nym.address}".`]
      : []),
    `Next: nymbridge account ${nym.address}`,
  ];
}

function hostOf(server: string): string {
  return server.replace(/:\d+$/, '');
}

/** Whoever goes on with the old state makes what the other one has unreadable. */
function layer({ layers }: Nym): string[] {
  if (layers.length === 0) return [];
  return [
    'It has an ephemeral layer, each message of which can be opened once, and whose state changes with every message: use it here only from now on. What nymphemeral or another bridge opens or sends for it is lost here, and the other way round.',
  ];
}

function standing({ state }: Nym): string[] {
  if (state === 'expired') return ['Its key has expired, and the nym with it: its old mail can be read, no more.'];
  const asked = 'Its server is asked for the settings with the next "nymbridge run".';
  return state === 'active'
    ? [asked]
    : [
        `${asked} Letters wait until it has answered; where you know that the nym works, import it with --state active.`,
      ];
}

/** aam2mail does not say whose a subject is. */
function several({ selectors }: Gathered): string[] {
  if (selectors.length < 2) return [];
  return [
    `It is known by ${selectors.length} subjects. Those that are another nym's bring notices of articles that do not open, until the server has listed the right one; import the other nyms before the next round.`,
  ];
}

function oldProgram({ aam2mail }: ImportWishes): string[] {
  return aam2mail === undefined ? [] : ['aam2mail is not needed for this nym any more.'];
}
