import { sameAddress } from '../../../base/address';
import type { Explained, Occasion } from './occasion';
import { explainChanged, explainCreated } from './settings';

/** Explains what the server says about a nym: what it means, what is in force, what differs, what to do. Undefined for mail, receipts and pages. */
export function explain(occasion: Occasion): Explained | undefined {
  const { reply } = occasion;
  if ('address' in reply && reply.address !== '' && !sameAddress(reply.address, occasion.after.address))
    return explainOther(reply.address, occasion.after.address);
  switch (reply.kind) {
    case 'created':
      return explainCreated(occasion, reply.settings);
    case 'changed':
      return explainChanged(occasion, reply.settings);
    case 'deleted':
      return { paragraphs: explainDeleted(occasion) };
    case 'duplicate':
    case 'reserved':
      return explainRefusal(occasion, reply.kind);
    case 'no-recipient':
      return { paragraphs: explainNoRecipient(reply.subject) };
    case 'mail':
    case 'receipt':
    case 'page':
    case 'unrecognised':
      return undefined;
  }
}

/** Whoever has a reply of the server to another nym can seal it anew for this one. */
function explainOther(other: string, address: string): Explained {
  return {
    subject: `Not about ${address}`,
    paragraphs: [`The server said this about ${other.slice(0, 320)}, not about ${address}. Nothing follows from it.`],
  };
}

function explainDeleted({ before, after }: Occasion): readonly string[] {
  const { address, state } = after;
  if (state !== 'deleted' && state !== 'draft')
    return [
      `The server has deleted ${address} as it was once; since then it has been made anew. Nothing follows from this.`,
    ];
  return [
    `The nym ${address} is deleted: the server drops mail to it from now on.`,
    ...(before.state === 'active' || before.state === 'changing' ? [notAskedFor] : []),
    before.isRecreated
      ? 'Next: nothing. It is made anew now, with another key and the same mailbox, as you wished.'
      : `Next: nothing. Your mail and the key stay here. "nymbridge nym recreate ${address}" makes it anew with another key; "nymbridge nym forget ${address}" removes everything.`,
  ];
}

const notAskedFor =
  'This bridge did not ask for it. Whoever did has the key of the nym: if it was not you in another program, do not use its passphrases again.';

const refusals = {
  duplicate:
    'the server has the address under another key. Somebody else was faster, or you were, with a key that is not here',
  reserved: 'the server keeps the address for itself',
} as const;

function explainRefusal({ after }: Occasion, kind: 'duplicate' | 'reserved'): Explained {
  const { address, state, isAsking, others } = after;
  if (state !== kind) {
    const paragraphs = [`An echo of an old request for ${address}: ${refusals[kind]}. It changes nothing.`];
    return { subject: `Nothing changed: ${address}`, paragraphs };
  }
  const names = others.length > 0 ? `\n${others.map((one) => `  nymbridge nym create ${one}`).join('\n')}` : '';
  const again =
    'Next: wait. An earlier nym of yours may hold the address and be on its way out: the bridge asks again by itself.';
  return {
    paragraphs: [
      `The nym ${address} was not created: ${refusals[kind]}.`,
      'The server has thrown away the key that you sent. Letters written as this nym are not sent.',
      isAsking
        ? again
        : `Next: choose another name. Whether one is free, the server only says when it is asked:${names}`,
    ],
  };
}

function explainNoRecipient(subject: string): readonly string[] {
  return [
    `A letter was not sent, because it named nobody in To. Its subject: ${subject.slice(0, 200)}`,
    'Next: send it again, with a recipient in To. The bridge writes that field itself: if it happens again, report it as a fault.',
  ];
}
