import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { firstLoad } from './budgets.ts';

test('the first load is what index.html names and what that imports, without what is loaded on demand', (t) => {
  const dist = mkdtempSync(join(tmpdir(), 'cynosure-dist-'));
  t.after(() => rmSync(dist, { recursive: true }));
  mkdirSync(join(dist, 'assets'));
  const put = (file: string, text: string) => writeFileSync(join(dist, file), text);
  put(
    'index.html',
    `<link rel="icon" href="/favicon.svg"><script type="module" crossorigin src="/assets/index-1.js"></script>
     <link rel="modulepreload" crossorigin href="/assets/react-2.js"><link rel="stylesheet" href="/assets/index-3.css">
     <link rel="preconnect" href="https://elsewhere.example/x.js">`,
  );
  put(
    'assets/index-1.js',
    'import{r as e}from"./react-2.js";import"./side-4.js";const l=()=>import("./late-5.js");e(l);',
  );
  put('assets/react-2.js', 'var a=1;export{a as r};export*from"./more-6.js";');
  put('assets/side-4.js', 'console.log("import nothing from here")');
  put('assets/more-6.js', '');
  put('assets/late-5.js', '');
  const { js, css } = firstLoad(dist);
  assert.deepEqual([...js].sort(), [
    'assets/index-1.js',
    'assets/more-6.js',
    'assets/react-2.js',
    'assets/side-4.js',
  ]);
  assert.deepEqual(css, ['assets/index-3.css']);
});
