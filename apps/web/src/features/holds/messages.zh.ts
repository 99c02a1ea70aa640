import type { Translated } from '../../i18n/messages.ts';
import type { holdsEn } from './messages.en.ts';

export const holdsZh: Translated<typeof holdsEn> = {
  title: '暂缓的健康判定',
  held: '健康判定已暂缓。',
  heldSaid: '健康判定已暂缓：注册中心可能收不到实例的心跳。',
  why: '从 {since} 起，{instances, number} 个无心跳的实例保持健康状态：{expected, number} 个实例中只收到 {heard, number} 个的心跳，且所有地域均已没有心跳，更可能是注册中心自身接收故障，而不是实例全部失效。',
  whyEnding: '注册中心已恢复接收。{instances, number} 个实例仍无心跳，如在 {at} 前仍未收到，将变为异常。',
  look: '查看',
  release: '放行…',
  discard: '放弃…',
  reading: '正在读取暂缓的判定…',
  over: '已没有暂缓的判定',
  overWhat: '这些实例已恢复心跳，或已完成判定。健康判定照常进行。',
  what: '暂缓的内容',
  service: '服务',
  zone: '地域',
  noZone: '未填写',
  instances: '暂缓',
  left: '放行后健康',
  leftOf: '{n, number} / {total, number}',
  more: '另有 {n, number} 行未显示。',
  releaseWhat:
    '{instances, number} 个无心跳的实例立即变为异常，客户端不再调用它们。收到下一次心跳后各自恢复健康。',
  releaseEmpties: '届时有 {services, number} 个服务将没有健康实例。',
  discardWhat:
    '{instances, number} 个无心跳的实例保持健康，并重新获得 3 × TTL 的时间。届时仍无心跳的将重新判定；如果注册中心仍接收故障，会再次暂缓。',
  reason: '原因',
  reasonHint: '你的发现，供后来者了解',
  reasonMissing: '请填写原因，至少 3 个字符。',
  releaseNow: '放行 {instances, number} 个判定',
  discardNow: '放弃 {instances, number} 个判定',
  released: '已放行 {instances, number} 个健康判定。',
  discarded: '已放弃 {instances, number} 个健康判定。',
  unanswered: '尚未收到答复，操作可能已生效，正在确认…',
  changed: '该暂缓已结束或已开始新的暂缓，当前显示的是最新状态。',
  notEnded: '暂缓未能结束。',
};
