import assert from 'node:assert/strict';
import test from 'node:test';
import { createTranslator } from 'use-intl/core';
import { en } from './en.ts';
import { zh } from './zh.ts';

test('the pill of held changes names what there is, and never that there is none of something', () => {
  const english = createTranslator({ locale: 'en', messages: en, namespace: 'held' });
  const chinese = createTranslator({ locale: 'zh-CN', messages: zh, namespace: 'held' });
  for (const [added, gone, moved, inEnglish, inChinese] of [
    [12, 0, 0, '12 new — show', '新增 12，点击显示'],
    [0, 3, 0, '3 gone — show', '消失 3，点击显示'],
    [1200, 3, 0, '1,200 new, 3 gone — show', '新增 1,200，消失 3，点击显示'],
    [0, 3, 9, '3 gone, order changed — show', '消失 3，顺序有变，点击显示'],
    [1, 1, 9, '1 new, 1 gone, order changed — show', '新增 1，消失 1，顺序有变，点击显示'],
  ] as const) {
    assert.equal(english('some', { added, gone, moved }), inEnglish);
    assert.equal(chinese('some', { added, gone, moved }), inChinese);
  }
});
