// The peer of bench/outgoing.mjs: a server of the same library, with TLS and a login, that reads every mail and keeps none.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { SMTPServer } = require('smtp-server');
const { makeCertificate } = require('../dist/bridge/certificate.js');
const { systemClock } = require('../dist/base/clock.js');
const { systemRandom } = require('../dist/base/random.js');

const { certificate, key } = await makeCertificate(systemClock, systemRandom);
const server = new SMTPServer({
  cert: certificate,
  key,
  name: 'localhost',
  disableReverseLookup: true,
  onAuth: (auth, session, done) => done(null, { user: auth.username }),
  onData: (stream, session, done) => {
    stream.resume();
    stream.on('end', () => done(null, 'thrown away'));
  },
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.server.address().port, ca: certificate }));
