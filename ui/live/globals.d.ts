/** Where all live views of a page meet, though each is a module of its own: see bundles.js. */
declare var latentExplorerBundles: {
  bundles: Map<string, Uint8Array<ArrayBuffer>>;
  offers: Map<string, string[]>;
  coming: Set<string>;
  waiting: Map<string, ((bytes: Uint8Array<ArrayBuffer>) => void)[]>;
  hasNoMargins?: boolean;
} | undefined;
