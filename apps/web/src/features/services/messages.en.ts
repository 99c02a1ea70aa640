export const servicesEn = {
  title: 'Services',
  placeholder: 'Name, host, label…',
  count: '{n, plural, one {# service} other {# services}}',
  noneHealthy: '{n, number} with none healthy',
  emptyTitle: 'No services yet',
  empty: 'A service appears when its first instance registers.',
  noMatch: 'No service matches',
  noneWith: '{total, plural, one {# service} other {# services}}, none with {filters}.',
  none: 'No service has {filters}.',
  versions: '{version} +{n}',
  created: 'Created',
  barHead: 'Share',
} as const;
