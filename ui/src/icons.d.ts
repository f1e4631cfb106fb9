declare module '*.svg?shapes' {
  export const shapes: readonly (readonly [string, Record<string, string>])[];
}
