// The ways out to the nym server: by SMTP to a relay, or as files in a folder.

import type { Random } from '../../base/random';
import type { Transport } from '../letter';
import { folderTransport } from './folder';
import type { FolderSettings } from './folder';
import { smtpTransport } from './smtp';
import type { SmtpSettings } from './smtp';

export type { FolderSettings, SmtpSettings };
export type TransportSettings = SmtpSettings | FolderSettings;

/** The transports of the configuration, by their names there. Nothing is dialled or written yet. */
export function openTransports(
  settings: Readonly<Record<string, TransportSettings>>,
  random: Random,
): Record<string, Transport> {
  const open = (one: TransportSettings) => (one.type === 'smtp' ? smtpTransport(one) : folderTransport(one, random));
  return Object.fromEntries(Object.entries(settings).map(([name, one]) => [name, open(one)]));
}
