import type { Translated } from '../../../i18n/messages.ts';
import type { manyServicesEn } from './messages.en.ts';

export const manyServicesZh: Translated<typeof manyServicesEn> = {
  tooMany: '一次最多可更改 {n, number} 个服务。',
  table: '所选服务',
  outlook: '影响',
  gone: '其中 {n, number} 个已不存在。',
  labelsTitle: '{n, number} 个服务的标签',
  labelCount: '{n, plural, =0 {无标签} other {# 个标签}}',
  takeAway: '移除',
  nothingGiven: '请填写要设置的标签，或勾选要移除的标签。',
  changes: '将更改',
  change: '更改 {n, number} 个服务',
  deleteMenu: '删除…',
  deleteTitle: '删除 {n, number} 个服务',
  canBeDeleted: '为空，可以删除',
  noneToDelete: '目前其中没有可以删除的服务。',
  delete: '删除 {n, number} 个服务',
  typeNumber: '输入 {n} 以确认',
  numberMissing: '未输入该数字则不会删除任何服务。',
  reached: '{n, number} / {total, number}。取消会在下一个之前停止。',
  unanswered: '未收到应答；正在重新询问，不会重复执行。',
  over: '完成 {done, number} 个{unchanged, plural, =0 {} other {，# 个未变}}{failed, plural, =0 {} other {，# 个失败}}{left, plural, =0 {} other {，# 个未执行}}。',
  fate: {
    done: '完成',
    unchanged: '已是该值',
    left: '未执行',
    failed: '被拒绝。',
  },
};
