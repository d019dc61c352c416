import { createHash, X509Certificate } from 'node:crypto';
import { UserError } from '../../base/errors';
import { host, type MailAccount } from './mailAccount';
import { escapeXml } from './xml';

/** A property list, as far as profiles need one. */
type Value = string | number | boolean | Buffer | readonly Value[] | { readonly [key: string]: Value };

/**
 * The account as an Apple configuration profile: the bridge's certificate, and a `com.apple.mail.managed` payload, with the
 * password where the account has it. Written again for the same account it takes the place of the one that is installed. Throws
 * UserError for an account with several addresses: a profile has room for one.
 */
export function writeMobileconfig(account: MailAccount): string {
  if (account.identities.length > 1)
    throw new UserError('A profile for Apple Mail has one address: write one for each nym.');
  const profile = {
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    ...identifiers(account, 'profile'),
    PayloadDisplayName: `nymbridge: ${account.title}`,
    PayloadDescription: 'A mail account on this machine, served by nymbridge.',
    PayloadContent: [certificate(account), mail(account)],
  };
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${writeValue(profile, '')}</plist>
`;
}

function certificate(account: MailAccount): Value {
  return {
    PayloadType: 'com.apple.security.root',
    PayloadVersion: 1,
    ...identifiers(account, 'certificate'),
    PayloadDisplayName: 'Certificate of nymbridge on this machine',
    PayloadContent: new X509Certificate(account.certificate).raw,
  };
}

function mail(account: MailAccount): Value {
  const { user, password, title, imapPort, smtpPort } = account;
  const [{ address, name }] = account.identities;
  return {
    PayloadType: 'com.apple.mail.managed',
    PayloadVersion: 1,
    ...identifiers(account, 'mail'),
    PayloadDisplayName: title,
    EmailAccountType: 'EmailTypeIMAP',
    EmailAccountName: name,
    EmailAccountDescription: title,
    EmailAddress: address,
    ...server('Incoming', imapPort, user),
    ...server('Outgoing', smtpPort, user),
    ...(password !== undefined && { IncomingPassword: password }),
    OutgoingPasswordSameAsIncomingPassword: true,
    // neither to the other accounts of the device, nor to Apple
    PreventMove: true,
    disableMailRecentsSyncing: true,
    allowMailDrop: false,
  };
}

function server(way: 'Incoming' | 'Outgoing', port: number, user: string): Record<string, Value> {
  return {
    [`${way}MailServerHostName`]: host,
    [`${way}MailServerPortNumber`]: port,
    [`${way}MailServerUseSSL`]: true,
    [`${way}MailServerAuthentication`]: 'EmailAuthPassword',
    [`${way}MailServerUsername`]: user,
  };
}

/** The same for the same account: by them a device knows what it replaces. */
function identifiers({ user }: MailAccount, part: string): Record<string, Value> {
  const hex = createHash('sha256').update(`nymbridge ${part} ${user}`).digest('hex').toUpperCase();
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)];
  return {
    PayloadIdentifier: `invalid.nymbridge.${hex.slice(0, 16).toLowerCase()}.${part}`,
    PayloadUUID: groups.join('-'),
  };
}

function writeValue(value: Value, indent: string): string {
  const inner = `${indent}  `;
  if (typeof value === 'string') return `${indent}<string>${escapeXml(value)}</string>\n`;
  if (typeof value === 'number') return `${indent}<integer>${value}</integer>\n`;
  if (typeof value === 'boolean') return `${indent}<${String(value)}/>\n`;
  if (Buffer.isBuffer(value)) return `${indent}<data>${value.toString('base64')}</data>\n`;
  if (isList(value))
    return `${indent}<array>\n${value.map((one) => writeValue(one, inner)).join('')}${indent}</array>\n`;
  const entries = Object.entries(value).map(([key, one]) => `${inner}<key>${key}</key>\n${writeValue(one, inner)}`);
  return `${indent}<dict>\n${entries.join('')}${indent}</dict>\n`;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
