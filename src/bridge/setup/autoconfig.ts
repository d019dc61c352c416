import { host, type MailAccount } from './mailAccount';
import { escapeXml } from './xml';

/**
 * The account as `config-v1.1.xml`, which Thunderbird, K-9, Evolution and others read. It has no place for a password, and
 * none for a certificate.
 */
export function writeAutoconfig(account: MailAccount): string {
  const { user, title, identities, imapPort, smtpPort } = account;
  const domains = [...new Set(identities.map(({ address }) => address.slice(address.indexOf('@') + 1)))];
  const line = (indent: number, name: string, text: string) =>
    `${' '.repeat(indent)}<${name}>${escapeXml(text)}</${name}>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <emailProvider id="${escapeXml(domains[0] ?? host)}">
${domains.map((domain) => line(4, 'domain', domain)).join('')}${line(4, 'displayName', title)}${line(4, 'displayShortName', title)}\
    <incomingServer type="imap">
${server(imapPort, user)}    </incomingServer>
    <outgoingServer type="smtp">
${server(smtpPort, user)}    </outgoingServer>
  </emailProvider>
</clientConfig>
`;
}

function server(port: number, user: string): string {
  return `      <hostname>${host}</hostname>
      <port>${port}</port>
      <socketType>STARTTLS</socketType>
      <authentication>password-cleartext</authentication>
      <username>${escapeXml(user)}</username>
`;
}
