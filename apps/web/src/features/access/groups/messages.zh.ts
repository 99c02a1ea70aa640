import type { Translated } from '../../../i18n/messages.ts';
import type { accessGroupsEn } from './messages.en.ts';

export const accessGroupsZh: Translated<typeof accessGroupsEn> = {
  title: '用户组',
  new: '新建用户组',
  ownerOnly: '你可以查看用户组，但不能新建。拥有“所有者”角色后即可。',
  placeholder: '名称或备注…',
  count: '{n, number} 个用户组',
  emptyTitle: '没有用户组',
  empty: '用户组能做的，组内每个人都能做。',
  noMatch: '没有匹配的用户组',
  noneWith: '共 {total, number} 个用户组，没有符合 {filters} 的。',
  gone: '该地址所指的用户组不存在。',
  members: '用户',
  memberCount: '{n, number} 个用户',
  noUsers: '没有可选的用户。',
  policies: '策略',
  token: '令牌',
  on: '启用',
  off: '停用',
  tokenIsOn: '令牌已启用。',
  tokenIsOff: '令牌已停用。',
  tokenOn: '启用令牌',
  tokenOff: '停用令牌',
  tokenRenew: '更换令牌…',
  tokenRenewSure: '使用旧令牌的请求将立即被拒绝。',
  tokenRenewNow: '立即更换',
  tokenOnce: '仅显示这一次。请保存在只有使用者能读取的地方。',
  tokenWhat: '携带该令牌的客户端拥有该用户组的权限。',
  tokenFailed: '令牌未更改。',
  deleteWhat:
    '{n, plural, =0 {组内没有用户。} other {# 个用户将失去仅由该组授予的权限。}}此后其令牌会被拒绝。',
};
