interface Policy {
  createScriptURL(url: string): string;
}

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy;
}

/** The one policy that the page's rules allow: scripts of workers come from the page's own origin. */
const policy = (globalThis as { trustedTypes?: Policies }).trustedTypes?.createPolicy('traqo', {
  createScriptURL: (url) => {
    if (new URL(url, location.href).origin !== location.origin) throw new TypeError(`${url} is not ours`);
    return url;
  },
});

/** An address that `new Worker` accepts. */
export const scriptAddress = (url: string): string => policy?.createScriptURL(url) ?? url;
