/** Where all live views of a page meet, though each is a module of its own: see bundles.js. */
declare var latentExplorerBundles: {
  bundles: Map<string, Uint8Array<ArrayBuffer>>;
  offers: Map<string, string[]>;
  coming: Set<string>;
  waiting: Map<string, ((bytes: Uint8Array<ArrayBuffer>) => void)[]>;
  hasNoMargins?: boolean;
} | undefined;

/** The newest of what changes of views' facts, and who listens: see news.js. */
declare var latentExplorerNews: Map<string, { facts: any; hear: ((facts: any) => void) | null }> | undefined;

/** What networks compute with, by the bytes of its instructions: see arithmetic.js. */
declare var latentExplorerArithmetic: Record<string, import("./arithmetic.js").Arithmetic> | undefined;

/** What views have told that waits for its turn, by view and name: see telling.js. */
declare var latentExplorerTellers: Map<import("./telling.js").Teller, Map<string, any>> | undefined;
