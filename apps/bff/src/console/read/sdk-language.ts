/** Parts of the names of SDKs → the language they are written in. `node` before `js`, `c++` as it is sent. */
const LANGUAGES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    go: 'Go',
    java: 'Java',
    node: 'JavaScript',
    js: 'JavaScript',
    cpp: 'C++',
    'c++': 'C++',
    python: 'Python',
    php: 'PHP',
    rust: 'Rust',
    lua: 'Lua',
    dotnet: 'C#',
    csharp: 'C#',
    ruby: 'Ruby',
  }),
);

/** `polaris-go` → Go, `grpc-java-netty` → Java; '' where the name does not tell. */
export function languageOf(sdk: string): string {
  for (const part of sdk.toLowerCase().split(/[-_.]/)) {
    const language = LANGUAGES.get(part);
    if (language !== undefined) return language;
  }
  return '';
}
