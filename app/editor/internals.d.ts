/** Rooms of Monaco that its public face does not open, as far as they are used here. */
declare module "monaco-editor/editor/standalone/browser/standaloneServices.js" {
  export const StandaloneServices: { get<T>(id: (service: T) => void): T };
}

declare module "monaco-editor/platform/storage/common/storage.js" {
  interface Storage {
    /** @param scope 0: for all workspaces; @param target 0: the user's own */
    store(key: string, value: boolean, scope: 0, target: 0): void;
  }
  export const IStorageService: (service: Storage) => void;
}
