import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { latin1, toLf } from '../../src/base/bytes';
import { alice, type Circle, openCircle } from '../support/circle';
import { until } from '../support/mailClient';
import { type Exim, startExim } from './exim';

// A real mail server between the bridge and the nym server.

let circle: Circle;
let exim: Exim;
beforeAll(async () => {
  circle = await openCircle();
  exim = await startExim();
});
afterAll(async () => {
  await circle.remove();
  await exim.stop();
});

test('exim4 takes the sealed request, and the nym server accepts what comes out of it', async () => {
  const { host, port } = circle.world.news;
  circle.home.configure(`
imap.port = 0
smtp.port = 0
fetch.interval = "1s"
send.transport = "relay"
[[news]]
host = "${host}"
port = ${port}
security = "none"
allow_direct = true
[transport.relay]
type = "smtp"
host = "127.0.0.1"
port = ${exim.port}
security = "none"
allow_direct = true
`);
  await circle.home.serve();
  const mail = await until('the request at exim', () => (exim.mails() === '' ? undefined : exim.mails()));
  expect(mail).toMatch(/^To: config@nym\.test$/m);
  expect(mail).toContain('-----BEGIN PGP MESSAGE-----');
  expect(mail).not.toMatch(/panda|nodemailer/i);
  const source = toLf(latin1(mail.slice(mail.indexOf('\n') + 1)));
  circle.world.deliver({ from: '', to: 'config@nym.test', source });
  await until('the confirmation', async () => {
    const { out } = await circle.home.run('nym', 'show', alice, '--json');
    return out.includes('"state": "active"') ? true : undefined;
  });
});
