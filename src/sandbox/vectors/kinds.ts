import type { ReplyKind } from '../../protocol/nymserv';

/** What a manifest calls its articles, by how the name begins: the first that fits. */
const kinds: readonly (readonly [prefix: RegExp, kind: ReplyKind])[] = [
  [/^create-duplicate/, 'duplicate'],
  [/^create-reserved/, 'reserved'],
  [/^create/, 'created'],
  [/^(?:modify|config|change|status)/, 'changed'],
  [/^delete/, 'deleted'],
  [/^url/, 'page'],
  [/^send-error/, 'no-recipient'],
  [/^(?:send|receipt)|-(?:ack|receipt)(?:-|$)/, 'receipt'],
  [/^(?:inbound|nym-to-nym|mail)/, 'mail'],
];

/** The kind of reply a manifest's name stands for, or undefined where only its maker knows. */
export function expectedKind(name: string | undefined): ReplyKind | undefined {
  return name === undefined ? undefined : kinds.find(([prefix]) => prefix.test(name))?.[1];
}
