import { sameSecret } from '../../../base/secret';
import { type Answer, type Context, type Handler, linesBlock } from '../answer';

/** RFC 3977 §5.2. */
export const handleCapabilities: Handler = ({ state, users, offersTls }) => {
  const login = users.size > 0 && !state.loggedIn ? ['AUTHINFO USER SASL', 'SASL PLAIN'] : [];
  const tls = offersTls && !state.encrypted ? ['STARTTLS'] : [];
  const always = ['VERSION 2', 'IMPLEMENTATION nymbridge sandbox', 'READER', 'POST', 'IHAVE', 'OVER', 'HDR'];
  const lines = [...always, 'LIST ACTIVE OVERVIEW.FMT', ...login, ...tls];
  return { line: '101 capabilities follow', block: linesBlock(lines) };
};

/** RFC 3977 §5.3. */
export const handleMode: Handler = (_context, [what = '']) => {
  return { line: what.toUpperCase() === 'READER' ? '200 welcome, posting allowed' : '501 MODE READER only' };
};

/** RFC 3977 §7.1. */
export const handleDate: Handler = ({ now }) => ({ line: `111 ${now.toISOString().replace(/\D/g, '').slice(0, 14)}` });

/** RFC 3977 §5.4. */
export const handleQuit: Handler = () => ({ line: '205 goodbye', then: 'close' });

/** RFC 4642 §2.2. */
export const handleStartTls: Handler = ({ state, offersTls }) => {
  if (!offersTls) return { line: '580 no TLS here' };
  return state.encrypted ? { line: '502 encrypted already' } : { line: '382 go ahead', then: 'tls' };
};

/** RFC 4643 §2.3, §2.4; a password is the rest of the line, spaces and all. */
export const handleAuthInfo: Handler = (context, [kind = '', mechanism = '', response = ''], rest) => {
  if (context.state.loggedIn) return { line: '502 logged in already' };
  switch (kind.toUpperCase()) {
    case 'USER':
      context.state.user = rest.slice('USER '.length);
      return { line: '381 and the password?' };
    case 'PASS':
      if (context.state.user === undefined) return { line: '482 the user name comes first' };
      return logIn(context, context.state.user, rest.slice('PASS '.length));
    case 'SASL':
      return mechanism.toUpperCase() === 'PLAIN' ? logInPlain(context, response) : { line: '503 PLAIN only' };
    default:
      return { line: '501 AUTHINFO USER, PASS or SASL' };
  }
};

/** RFC 4616 §2: identity NUL user NUL password. */
function logInPlain(context: Context, response: string): Answer {
  const [, user = '', password = ''] = Buffer.from(response, 'base64').toString('utf8').split('\0');
  return logIn(context, user, password);
}

function logIn({ state, users }: Context, user: string, password: string): Answer {
  state.loggedIn = sameSecret(users.get(user) ?? '', password) && users.has(user);
  return { line: state.loggedIn ? '281 welcome' : '481 wrong user name or password' };
}
