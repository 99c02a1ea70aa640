// Strings that try to become something else than text: markup, code, addresses, styles, templates, formulas, terminal
// commands. Each carries its number, so that a page that shows it can be told from one that does not.

/** What a script does that got through. */
const HIT = 'globalThis.__hit=1';

const SCRIPTS = [
  `<script>${HIT}</script>`,
  `<SCRIPT SRC=//127.0.0.1:9/x.js></SCRIPT>`,
  `</title><script>${HIT}</script>`,
  `</textarea><script>${HIT}</script>`,
  `</style><script>${HIT}</script>`,
  `--><script>${HIT}</script><!--`,
  `]]><script>${HIT}</script>`,
  `<scr<script>ipt>${HIT}</scr</script>ipt>`,
  `<script/x>${HIT}</script>`,
  `<script\n>${HIT}</script\n>`,
  `<svg><script>${HIT}</script></svg>`,
  `<math><mtext><script>${HIT}</script>`,
  `<template><script>${HIT}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${HIT}>">`,
  `\\u003cscript\\u003e${HIT}\\u003c/script\\u003e`,
  `%3Cscript%3E${HIT}%3C/script%3E`,
  `&lt;script&gt;${HIT}&lt;/script&gt;`,
  `&#60;script&#62;${HIT}&#60;/script&#62;`,
  `+ADw-script+AD4-${HIT}+ADw-/script+AD4-`,
  `＜script＞${HIT}＜/script＞`,
  `';${HIT};//`,
  `";${HIT};//`,
  `\\';${HIT};//`,
  `</script><script>${HIT}//`,
  `*/${HIT}/*`,
];

const ELEMENTS = ['img', 'svg', 'video', 'audio', 'body', 'details', 'input', 'iframe', 'object', 'marquee'];
const EVENTS = ['onerror', 'onload', 'onfocus', 'ontoggle', 'onmouseover'];
const ATTRIBUTES = [
  ...ELEMENTS.flatMap((element, at) =>
    [0, 1, 2].map((shift) => {
      const event = EVENTS[(at + shift) % EVENTS.length] ?? 'onload';
      return `<${element} src=x autofocus open ${event}=${HIT}>`;
    }),
  ),
  `" onmouseover="${HIT}`,
  `' onfocus='${HIT}' autofocus='`,
  `"><img src=x onerror=${HIT}>`,
  `'><img src=x onerror=${HIT}>`,
  `\`><img src=x onerror=${HIT}>`,
  `<img/src="x"/onerror=${HIT}>`,
  `<img src=x:x onerror\t=\n${HIT}>`,
  `<a href="x" style="animation:a" onanimationstart=${HIT}>`,
  `<input type=hidden accesskey=x onclick=${HIT}>`,
  `<meta http-equiv=refresh content="0;url=//127.0.0.1:9/">`,
  `<base href=//127.0.0.1:9/>`,
  `<form action=//127.0.0.1:9/><button>`,
  `<link rel=stylesheet href=//127.0.0.1:9/x.css>`,
  `<iframe srcdoc="<script>parent.__hit=1</script>">`,
  `<portal src=//127.0.0.1:9/>`,
];

const ADDRESSES = [
  `javascript:${HIT}`,
  `JaVaScRiPt:${HIT}`,
  `java\tscript:${HIT}`,
  `java\nscript:${HIT}`,
  `\u0001javascript:${HIT}`,
  ` javascript:${HIT}`,
  `javascript://127.0.0.1:9/%0a${HIT}`,
  `data:text/html,<script>${HIT}</script>`,
  `data:text/html;base64,PHNjcmlwdD5nbG9iYWxUaGlzLl9faGl0PTE8L3NjcmlwdD4=`,
  `vbscript:${HIT}`,
  `blob:${HIT}`,
  '//127.0.0.1:9/x',
  '\\\\127.0.0.1\\x',
  '/\\127.0.0.1:9/x',
  'http://user:pass@127.0.0.1:9/x',
  'file:///etc/passwd',
  '../../../../etc/passwd',
  '..%2f..%2f..%2fetc%2fpasswd',
  '%00%2e%2e/',
  '~1~0',
  '.',
  '..',
  '?next=//127.0.0.1:9/',
  '#/../../x',
];

const STYLES = [
  '</style><style>*{display:none}</style>',
  'x;background:url(//127.0.0.1:9/x)',
  'expression(globalThis.__hit=1)',
  '@import "//127.0.0.1:9/x.css";',
  'x}*{display:none}',
  'url(javascript:globalThis.__hit=1)',
  'red;}body{display:none}',
  '-moz-binding:url(//127.0.0.1:9/x)',
  '--x:1;position:fixed;inset:0',
  '<div style="position:fixed;inset:0;z-index:9999">',
];

const TEMPLATES = [
  `{{${HIT}}}`,
  `{{constructor.constructor('${HIT}')()}}`,
  `\${${HIT}}`,
  `#{${HIT}}`,
  `<%= ${HIT} %>`,
  `{%raw%}{{${HIT}}}{%endraw%}`,
  `[[${HIT}]]`,
  '{count, plural, one {x} other {y}}',
  '{name}',
  '{0}',
  '<b>bold</b>',
  '<link>x</link>',
  "'{'",
  '%s%s%n',
  '%p%x',
  '$(touch /tmp/x)',
  '`touch /tmp/x`',
  '; DROP TABLE operation; --',
  "' OR '1'='1",
  '") OR 1=1 --',
];

const PROTOTYPES = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'valueOf',
  '__defineGetter__',
  '{"__proto__":{"polluted":1}}',
  'constructor.prototype.polluted',
  '__proto__[polluted]',
];

const BIDI = [
  '\u202e',
  '\u202d',
  '\u2066',
  '\u2067',
  '\u2068',
  '\u2069',
  '\u200f',
  '\u061c',
  '\u202b',
  '\u202a',
].map((mark) => `${mark}gnp.exe/yap`);

const INVISIBLE = [
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u00ad',
  '\u2028',
  '\u2029',
  '\u0085',
  '\u3164',
  '\u034f',
  '\u{e0001}',
];

const CONTROL = Array.from({ length: 33 }, (_, at) => `a${String.fromCharCode(at === 32 ? 0x7f : at)}b`);

const TERMINAL = [
  '\u001b[2J',
  '\u001b[31mred',
  '\u001b]0;title\u0007',
  '\u001b]8;;http://127.0.0.1:9/\u0007link\u001b]8;;\u0007',
  '\u001bc',
  '\u001b[6n',
  '\u009b31m',
  '\r\n{"level":60,"msg":"forged"}',
  '\rforged',
  '\b\b\b\bforged',
];

const FORMULAS = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(1)',
  '\t=1',
  '\r=1',
  '＝1+1',
  '=HYPERLINK("//127.0.0.1:9/")',
].flatMap((formula) => [formula, `=cmd|' /C calc'!A0 ${formula}`]);

const STRANGE = [
  '😀'.repeat(20),
  'ą́'.repeat(10),
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  'Z̸̢̛a̷l̴g̵o̶',
  'ﷺ',
  '𒐫',
  '\u202e\u202e',
  'İ',
  'ß',
  'ﬁ',
];

/** About two hundred, each ending with `#h<number>#`. Well-formed, at most 110 UTF-16 units. */
export const HOSTILE: readonly string[] = [
  ...SCRIPTS,
  ...ATTRIBUTES,
  ...ADDRESSES,
  ...STYLES,
  ...TEMPLATES,
  ...PROTOTYPES,
  ...BIDI,
  ...INVISIBLE,
  ...CONTROL,
  ...TERMINAL,
  ...FORMULAS,
  ...STRANGE,
].map((text, at) => `${text}#h${at}#`);

/** Which of them a text holds. */
export const numbersIn = (text: string): number[] =>
  [...text.matchAll(/#h(\d+)#/g)].map(([, number]) => Number(number));
