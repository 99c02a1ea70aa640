import type { Translated } from '../../../i18n/messages.ts';
import type { accessRolesEn } from './messages.en.ts';

export const accessRolesZh: Translated<typeof accessRolesEn> = {
  title: '角色',
  new: '新建角色',
  ownerOnly: '你可以查看角色，但不能新建。拥有“所有者”角色后即可。',
  placeholder: '名称或备注…',
  count: '{n, number} 个角色',
  emptyTitle: '没有角色',
  empty: '角色是一个名称，由策略赋予权限。',
  noMatch: '没有匹配的角色',
  gone: '该地址所指的角色不存在。',
  builtIn: '内置',
  builtInWhat: '内置角色：其权限固定。以下是全局拥有该角色的用户和用户组。',
  users: '用户',
  groups: '用户组',
  holders: '{n, plural, =0 {无人拥有} other {# 个拥有者}}',
  noUsers: '没有可选的用户。',
  noGroups: '没有用户组。',
  kinds: '{n, number} 类',
  matrix: '该角色的权限',
  with: '对象',
  much: { all: '全部', some: '部分', nothing: '–' },
  matrixFixed: '无论在哪里拥有该角色都相同；在单个命名空间中，仅涉及其中的对象。',
  matrixFromPolicies: '由指定该角色的策略所允许。具体涉及哪些对象见策略。',
  newWhat: '新角色没有任何权限。在策略中指定它以赋予权限。',
  deleteWhat: '拥有者将失去策略赋予该角色的权限。',
};
