import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { latin1, toLf } from '../../src/base/bytes';
import { sandboxConfig } from '../../src/cli/sandboxHome';
import { type Circle, openCircle } from '../support/circle';
import { until, untilActive } from '../support/mailClient';
import { type Exim, startExim } from './exim';

// A real mail server between the bridge and the nym server.

let circle: Circle;
let exim: Exim;
beforeEach(async () => {
  circle = await openCircle();
  exim = await startExim();
});
afterEach(async () => {
  await circle.remove();
  await exim.stop();
});

/** Carries the request at exim on to the nym server, as exim would; Alice's nym is then confirmed. */
async function carryOn(): Promise<void> {
  const mail = await until('the request at exim', () => (exim.mails() === '' ? undefined : exim.mails()));
  expect(mail).toMatch(/^To: config@nym\.test$/m);
  expect(mail).toContain('-----BEGIN PGP MESSAGE-----');
  expect(mail).not.toMatch(/panda|nodemailer/i);
  const source = toLf(latin1(mail.slice(mail.indexOf('\n') + 1)));
  circle.world.deliver({ from: '', to: 'config@nym.test', source });
  await untilActive(circle);
}

test('exim4 takes the sealed request, and the nym server accepts what comes out of it', async () => {
  const relay = { host: '127.0.0.1', port: exim.port };
  circle.home.configure(sandboxConfig({ news: circle.world.news, relay }));
  await circle.home.serve();
  await carryOn();
});

test('so it does as the program "sendmail -t", which is told nothing but the mail', async () => {
  const command = JSON.stringify([...exim.sendmail, '-i', '-t']);
  const config = sandboxConfig(circle.world).replace(
    /\[transport\.relay\][^]*$/,
    `[transport.relay]\ntype = "command"\ncommand = ${command}\n`,
  );
  circle.home.configure(config);
  await circle.home.serve();
  await carryOn();
  const status = await circle.home.run('status');
  expect(status.out).toContain('Transport relay runs /usr/sbin/exim4: the bridge cannot see where that sends');
});
