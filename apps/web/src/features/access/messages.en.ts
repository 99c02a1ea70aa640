export const accessEn = {
  title: 'Access',
  parts: 'Parts of Access',
  sessions: 'Sessions',
  sessionsWhat: 'Where you are signed in.',
  sessionsAllWhat: 'Who is signed in, and from where.',
  user: 'User',
  address: 'From',
  since: 'Signed in',
  lastSeen: 'Last seen',
  thisOne: 'this one',
  revoke: 'Sign out',
  revokeOf: 'Sign out {user} from {address}',
  endOthers: 'Sign me out everywhere else',
  endedOthers:
    '{n, plural, =0 {You were signed in nowhere else.} one {# other session was ended.} other {# other sessions were ended.}}',
  revoked: '{user} was signed out from {address}.',
  notRevoked: 'The session was not ended.',
  sure: 'Sign {user} out from {address}?',
  sureWhat:
    'It takes effect at once. What has been typed there and not saved stays on that screen until it is left.',
  count: '{n, plural, one {# session} other {# sessions}}',
} as const;
