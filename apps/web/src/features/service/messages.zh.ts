import type { Translated } from '../../i18n/messages.ts';
import type { serviceEn } from './messages.en.ts';

export const serviceZh: Translated<typeof serviceEn> = {
  healthyOf: '<strong>{healthy}</strong> <mid>/ {total} 健康</mid>',
  revision: '修订号 {revision}',
  revisionAndClients: '修订号 {revision} · {all} 个客户端中 {have} 个已更新',
  aliasOf: '{alias} 是 {service} 的别名。',
  tabs: { instances: '实例', clients: '客户端', details: '详情' },
  tabList: '{service} 的各部分',
  instancesOf: '{service} 的实例',
  clientsOf: '客户端',
  clientsEmptyTitle: '没有客户端',
  clientsEmpty: '最近 10 分钟没有客户端发现过该服务。',
  holdsIt: '已更新',
  behind: '未更新',
  byAddress: '按地址',
  general: '基本信息',
  guard: '保护',
  guardStops: '最后一个健康实例离开前会阻止。',
  guardWarns: '健康比例低于 {share} 时警告{zone, select, yes {，地域被清空时也会警告} other {}}。',
  guardFrom: { default: '默认', namespace: '为命名空间设置', service: '为此服务设置' },
  visibleHere: '仅本命名空间',
  visibleAll: '所有命名空间',
  notSet: '未设置',
  instanceRevision: '实例修订号',
  serviceRevision: '服务修订号',
};
