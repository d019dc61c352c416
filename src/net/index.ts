// The only way onto the network: dialling directly or through a SOCKS5 proxy, TLS on top, and ports on loopback.

export { dial } from './dial';
export type { DialOptions, Route, Vouch } from './dial';
export { NetError } from './errors';
export type { NetErrorCode } from './errors';
export { httpGet } from './http';
export type { HttpAnswer, HttpWishes } from './http';
export { listen } from './listen';
export type { ListenOptions, Listener } from './listen';
export { peerFacts } from './peer';
export type { PeerFacts } from './peer';
export { examineProxy } from './proxy';
export type { ProxyFacts } from './proxy';
export { checkPin, secure, tlsOptions, untrusted } from './secure';
export type { SecureOptions } from './secure';
export { refuseBarePassword, remoteHost, remotePort, remoteSettings } from './settings';
export type { RemoteSettings } from './settings';
export { isOnion, isSheltered } from './sheltered';
export { openTorCheck } from './tor';
