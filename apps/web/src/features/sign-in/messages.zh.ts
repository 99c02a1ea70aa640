import type { Translated } from '../../i18n/messages.ts';
import type { signInEn } from './messages.en.ts';

export const signInZh: Translated<typeof signInEn> = {
  title: '登录',
  setupTitle: '设置 Cynosure',
  setupWhat: '请设置主账号的名称和密码。主账号拥有全部权限，并可创建其他账号。',
  name: '名称',
  password: '密码',
  code: '设置码',
  codeHint: '设置码在注册中心启动时输出的链接中。',
  passwordHint: '至少 {n} 个字符。',
  signIn: '登录',
  create: '创建并登录',
  wrong: '名称或密码不正确。',
  wrongCode: '设置码不正确，或已被使用。',
  tooMany: '尝试次数过多，{seconds} 秒后可重试。',
  noAnswer: '注册中心没有响应，{seconds} 秒后重试。',
  missingName: '请输入名称。',
  missingPassword: '请输入密码。',
  missingCode: '请输入设置码。',
  shortPassword: '密码至少 {n} 个字符。',
  failedSetup: '账号未创建。',
  refusedField: '{field}：{info}',
  failed: '登录失败。',
  showPassword: '显示密码',
};
