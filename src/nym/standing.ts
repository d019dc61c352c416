import type { Options, Settings } from '../protocol/nymserv';
import { settledOptions } from '../protocol/nymserv';
import type { Credential, NymRow, Store } from '../store';
import { readAsked, readListed, readSelector } from './stored';

/** What one option is, in each of the three places where it can differ. */
export interface OptionStanding {
  readonly option: 'hsub' | 'subject' | 'symmetric' | 'acksend';
  /** What a request without an answer wants it to be: null unset; undefined: nothing is asked. */
  readonly asked: string | boolean | null | undefined;
  /** What the bridge acts on: null unset; undefined: it cannot know. */
  readonly believed: string | boolean | null | undefined;
  /** What the server last listed: null unset; undefined: it has said nothing of it. */
  readonly said: string | boolean | null | undefined;
}

/** What a nym's owner and its server think of it, side by side. */
export interface Standing {
  readonly options: readonly OptionStanding[];
  /** The whole of the server's last list; undefined as long as there was none. */
  readonly settings: Settings | undefined;
  /** When the server said so, ms since 1970. */
  readonly saidAt: number | undefined;
  /** Whether it said so after the last request was made: what is asked for and not in its list was not taken, then. */
  readonly isAnswer: boolean;
}

const names = ['hsub', 'subject', 'symmetric', 'acksend'] as const;

/** The three views of a nym's options (nymserv.md §3, §6): asked for, acted on, and listed by the server. */
export function standingOf(store: Store, row: NymRow): Standing {
  const listed = readListed(row.options);
  const asked = readAsked(row.asked) ?? {};
  const believed = believedOptions(store, row, listed?.settings);
  const said = listed && settledOptions(listed.settings);
  const options = names.map((option) => ({
    option,
    asked: asked[option],
    believed: believed[option],
    said: said && (said[option] ?? (option === 'acksend' ? undefined : null)),
  }));
  const isAnswer = listed !== undefined && listed.saidAt > lastRequest(store, row);
  return { options, settings: listed?.settings, saidAt: listed?.saidAt, isAnswer };
}

/** When the nym was last asked for or changed, ms since 1970. */
function lastRequest(store: Store, { id }: NymRow): number {
  return store.nyms.events(id).findLast(({ to }) => to === 'requested' || to === 'changing')?.at ?? 0;
}

/** By what is held to be in force when mail is looked for; receipts come unless they were turned off (nymserv.md §3). */
function believedOptions(store: Store, { id }: NymRow, settings: Settings | undefined): Options {
  const subject = current(store.nyms.selectors.all(id));
  const selector = subject === undefined ? undefined : readSelector(subject);
  if (!selector) return {};
  const listed = settledOptions(settings ?? {});
  return {
    hsub: selector.scheme === 'hsub' ? selector.passphrase : null,
    // under an hSub the server keeps a subject and does not use it
    subject: selector.scheme === 'plain' ? selector.text : selector.scheme === 'hsub' ? (listed.subject ?? null) : null,
    symmetric: current(store.nyms.passphrases.all(id)) ?? null,
    acksend: listed.acksend ?? true,
  };
}

function current(credentials: readonly Credential[]): string | undefined {
  return credentials.findLast(({ state }) => state === 'current')?.value;
}
