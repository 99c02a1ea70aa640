import type { Translated } from '../../i18n/messages.ts';
import type { servicesEn } from './messages.en.ts';

export const servicesZh: Translated<typeof servicesEn> = {
  title: '服务',
  placeholder: '名称、主机、标签…',
  count: '{n, number} 个服务',
  noneHealthy: '{n, number} 个无健康实例',
  emptyTitle: '还没有服务',
  empty: '首个实例注册后，服务会自动出现。',
  noMatch: '没有匹配的服务',
  noneWith: '共 {total, number} 个服务，没有符合 {filters} 的。',
  none: '没有符合 {filters} 的服务。',
  versions: '{version} +{n}',
  created: '创建时间',
  barHead: '占比',
};
