/**
 * Why a connection did not come to be. `no-such-host` and `refused` are the far end's, `proxy-*` the SOCKS5 proxy's,
 * `certificate` a TLS peer that is not who it should be, `bad-answer` and `too-large` a web server's.
 */
export type NetErrorCode =
  | 'refused'
  | 'unreachable'
  | 'no-such-host'
  | 'timeout'
  | 'closed'
  | 'aborted'
  | 'proxy-down'
  | 'proxy-refused'
  | 'tls'
  | 'certificate'
  | 'bad-answer'
  | 'too-large';

/** The one error of this folder. `retry` says whether trying again can help without somebody changing something. */
export class NetError extends Error {
  override readonly name = 'NetError';

  constructor(
    readonly code: NetErrorCode,
    readonly retry: 'later' | 'never',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
