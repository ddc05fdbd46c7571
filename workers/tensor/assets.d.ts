/** Vite hands over where an asset was put. */
declare module '*.wasm?url' {
  const url: string;
  export default url;
}
