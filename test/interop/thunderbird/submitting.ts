import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { alice, type Circle } from '../../support/circle';
import type { Recorder } from '../recorder';
import { openThunderbird, type Thunderbird } from './open';

export type Preferences = Readonly<Record<string, string | number | boolean>>;

/** Thunderbird's own settings, where the profile that the bridge writes has others of what a mail says. */
export const ownSettings: Preferences = {
  'mailnews.headers.sendUserAgent': true,
  'mail.sanitize_date_header': false,
  'mail.suppress_content_language': false,
  'mailnews.send_plaintext_flowed': true,
};

/** Opens the profile that `nymbridge account --thunderbird` writes, with more settings: what is sent goes to the recorder. */
export async function openSubmitting(
  { home }: Circle,
  { port }: Recorder,
  name: string,
  settings: Preferences,
): Promise<Thunderbird> {
  const profile = join(home.folder, name);
  const { status, error } = await home.run('account', alice, '--thunderbird', profile, '--with-password');
  if (status !== 0) throw new Error(`no profile: ${error}`);
  const preferences: Preferences = {
    'mail.smtpserver.smtp1.port': port,
    'mail.smtpserver.smtp1.try_ssl': 0,
    'mail.smtpserver.smtp1.authMethod': 1,
    'mail.identity.id1.fcc': false,
    ...settings,
  };
  const lines = Object.entries(preferences).map(
    ([key, value]) => `user_pref(${JSON.stringify(key)}, ${JSON.stringify(value)});\n`,
  );
  appendFileSync(join(profile, 'user.js'), lines.join(''));
  return openThunderbird(profile, join(home.folder, 'trace'));
}
