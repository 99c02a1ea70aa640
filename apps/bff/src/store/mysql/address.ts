/** Where a MySQL or MariaDB database is, and as whom to open it. */
export interface MysqlAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

const DEFAULT_PORT = 3306;
/** What a database may be called here: it also stands in names of locks, which are short. */
const DATABASE = /^[\w$-]{1,40}$/;

/** Reads `mysql://user:password@host:port/database`; parts may be percent-encoded. Null for anything else. */
export function parseMysqlAddress(text: string): MysqlAddress | null {
  try {
    const url = new URL(text);
    const [, database = '', ...more] = url.pathname.split('/');
    if (url.protocol !== 'mysql:' || more.length > 0 || url.search !== '' || url.hash !== '') return null;
    if (url.hostname === '' || url.username === '' || !DATABASE.test(decodeURIComponent(database)))
      return null;
    return {
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port === '' ? DEFAULT_PORT : Number(url.port),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(database),
    };
  } catch {
    return null;
  }
}

/** For people: without the password. */
export const shownAddress = ({ host, port, user, database }: MysqlAddress): string =>
  `mysql://${user}@${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
