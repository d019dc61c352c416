import type { Settings } from '../../../protocol/nymserv';
import type { Explained, Occasion } from './occasion';
import { compareOptions, namesOf, optionLines } from './options';
import type { ListedOption } from './options';

/** "Congratulations!": the nym is made. */
export function explainCreated(occasion: Occasion, settings: Settings): Explained {
  const { before, after, isNews } = occasion;
  const { address } = after;
  if (before.state === 'deleted' && after.state === 'deleting')
    return {
      paragraphs: [
        `A copy of your request came to the server after ${address} had been deleted, and has made it once more.`,
        'Nothing is left for you to do: the bridge has asked for its deletion again.',
      ],
    };
  const options = compareOptions(settings, before);
  return {
    paragraphs: [
      `The nym ${address} is made: it is yours, and can be used.`,
      ...table(options, isNews),
      ...differences(options),
      ...ofLayer(occasion),
      ...whatNext(occasion, options),
      `Next: write mail as ${address}, and give the address to whom you like. Letters that waited for this go out now.${keyEnd(occasion)}`,
    ],
  };
}

/** "Nym Modification Successful", which the server says whatever came of a request (nymserv.md §3): its list is what counts. */
export function explainChanged(occasion: Occasion, settings: Settings): Explained {
  const { before, after, isNews } = occasion;
  const options = compareOptions(settings, before);
  const next = isNews ? whatNext(occasion, options) : [];
  return {
    ...(isNews && subjectFor(after.address, options)),
    paragraphs: [
      headline(occasion, options),
      ...(after.state === 'deleting'
        ? ['The nym is being deleted; the server made this list before it did that.']
        : []),
      ...table(options, isNews),
      ...(isNews ? [...differences(options), ...ofLayer(occasion)] : []),
      ...(next.length > 0
        ? next
        : ['Next: nothing. To change something, write to this address with lines such as "acksend: no".']),
    ],
  };
}

function subjectFor(address: string, options: readonly ListedOption[]): Pick<Explained, 'subject'> {
  if (options.some(isStranger)) return { subject: `Settings of ${address}: changed by somebody else` };
  return options.some(isDenied) ? { subject: `Settings of ${address}: not all as you asked` } : {};
}

function isDenied({ asked }: ListedOption): boolean {
  return asked === 'not granted';
}

function isStranger({ isForeign, asked }: ListedOption): boolean {
  return isForeign && asked === 'none';
}

function headline({ after: { address }, isNews }: Occasion, options: readonly ListedOption[]): string {
  if (!isNews)
    return `An old list of the settings of ${address}: the bridge has had a newer one. Nothing follows from this one.`;
  const granted = options.filter(({ asked }) => asked === 'granted');
  const denied = options.filter(isDenied);
  if (denied.length > 0) return `Not all that you asked for is in force for ${address}.`;
  if (granted.length > 0) return `Your change is in force for ${address}: ${namesOf(granted)}.`;
  return `These are the settings of ${address}, as the nym server has them.`;
}

function table(options: readonly ListedOption[], isNews: boolean): readonly string[] {
  return [[isNews ? 'In force now:' : 'In force then:', ...optionLines(options)].join('\n')];
}

function differences(options: readonly ListedOption[]): readonly string[] {
  const denied = options.filter(isDenied);
  const foreign = options.filter(isStranger);
  return [
    ...(denied.length > 0
      ? [
          `Different from what you asked: ${namesOf(denied)}. Answers come late and in any order: this may be one to an earlier request.`,
        ]
      : []),
    ...(foreign.length > 0
      ? [`Changed, and this bridge did not ask for it: ${namesOf(foreign)}. Whoever did has the key of the nym.`]
      : []),
  ];
}

/** Who has asked for a layer relies on it. */
function ofLayer({ before, after }: Occasion): readonly string[] {
  if (!before.isAskingLayer) return [];
  if (!after.isAskingLayer && !('ephemeral' in (after.standing.settings ?? {})))
    return [
      'The server does not know the ephemeral layer that you asked for: without it, whoever gets hold of the key of the nym one day can open all of its mail that is in the newsgroup by then. If you need the layer, delete this nym and create one on a server that has it.',
    ];
  return after.isAskingLayer
    ? ['The ephemeral layer that you asked for is not in force yet. Letters wait for it, for a month at most.']
    : [];
}

function whatNext({ after }: Occasion, options: readonly ListedOption[]): readonly string[] {
  const asksAgain =
    'wait. The bridge asks again by itself, and mail under the old and the new settings is recognised meanwhile';
  const stays = 'If it stays so, the server does not take the value: choose another.';
  return [
    ...(options.some(isDenied) ? [`Next: ${after.isAsking ? asksAgain : 'ask again'}. ${stays}`] : []),
    ...(options.some(isStranger)
      ? [
          'Next: if it was not you, in another program or before a backup was put back, delete this nym and make a new one.',
        ]
      : []),
  ];
}

function keyEnd({ after: { expiresAt } }: Occasion): string {
  if (expiresAt === undefined) return '';
  const day = new Date(expiresAt).toISOString().slice(0, 10);
  return ` Its key ends on ${day}, and the nym with it; you are told in good time.`;
}
