import type { Translated } from '../../i18n/messages.ts';
import type { accessEn } from './messages.en.ts';

export const accessZh: Translated<typeof accessEn> = {
  title: '访问控制',
  parts: '访问控制的各部分',
  tab: { users: '用户', groups: '用户组', roles: '角色', policies: '策略', tokens: '令牌', sessions: '会话' },
  sessions: '会话',
  sessionsWhat: '你已登录的位置。',
  sessionsAllWhat: '谁已登录，从哪里登录。',
  user: '用户',
  address: '来源',
  since: '登录时间',
  lastSeen: '最近活动',
  thisOne: '当前会话',
  revoke: '退出',
  revokeOf: '让 {user} 从 {address} 退出',
  endOthers: '退出我的其他会话',
  endedOthers: '{n, plural, =0 {你没有在其他地方登录。} other {已结束 # 个其他会话。}}',
  revoked: '{user} 已从 {address} 退出。',
  notRevoked: '会话未结束。',
  sure: '让 {user} 从 {address} 退出？',
  sureWhat: '立即生效。对方屏幕上尚未保存的内容会保留，直到离开该页面。',
  count: '{n, number} 个会话',
};
